import type { LitElement } from 'lit';

/**
 * Tells what an element reflects as custom states, too, for styles that use those: `:state(on)` for an attribute `on` of an
 * element, and `:state(connected)` for its `state="connected"`. Nothing in a browser that knows no custom states.
 */
export function tellStates(host: LitElement): void {
  if (!CSS.supports('selector(:state(x))')) return;
  const { states } = host.attachInternals();
  const { elementProperties } = host.constructor as typeof LitElement;
  const hostUpdated = () => {
    states.clear();
    for (const [name, { attribute, reflect }] of elementProperties) {
      const value = host[name as keyof LitElement] as unknown;
      if (reflect && value === true) states.add(typeof attribute === 'string' ? attribute : (name as string));
      if (reflect && value && typeof value === 'string') states.add(value);
    }
  };
  host.addController({ hostUpdated });
  if (host.hasUpdated) hostUpdated();
}
