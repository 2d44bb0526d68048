import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionController } from '../connection/connection-controller.js';
import type { RtcEvent } from '../connection/events.js';
import type { ConnectionState } from '../connection/state.js';
import { t, type TextKey } from '../i18n/translate.js';
import { ActionButton, type ActionLabel } from './action-button.js';
import { icon, type IconName } from './icons.js';

/** Base of the buttons that act on the call that one is in: an icon with a name, or the page's own words. */
export abstract class ControlButton extends ActionButton {
  static override styles = [
    ...ActionButton.styles,
    css`
      button {
        padding: 0.5em 0.75em;
        border-radius: var(--rtc-control-radius, 999px);
      }
    `,
  ];

  /** The page has given words of its own. */
  @state() private hasWords = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.busy = this.acting;
    this.available = !this.disabled && !this.busy && this.obstacle === undefined;
  }

  protected override select(state: ConnectionState): ConnectionState {
    return state;
  }

  /** The snapshot of the room; undefined without one. */
  protected get snapshot(): ConnectionState | undefined {
    return this.consumer.value as ConnectionState | undefined;
  }

  /** Why a click could not succeed, or undefined. */
  protected get obstacle(): TextKey | undefined {
    if (!this.snapshot) return 'noRoom';
    return ['connected', 'reconnecting'].includes(this.snapshot.status) ? undefined : 'notInRoom';
  }

  /** The button with an icon, which the page may replace, and a name for those to whom that says nothing. */
  protected renderControl(picture: IconName, name: string, label: ActionLabel = {}): TemplateResult {
    const { obstacle } = this;
    const title = obstacle ? t(this, obstacle) : name;
    return this.renderButton(
      html`<span part="icon"><slot name="icon">${icon(picture)}</slot></span
        ><span part="label" ?hidden=${!this.hasWords}><slot @slotchange=${this.#look}></slot></span>`,
      this.hasWords ? { title, ...label } : { name, title },
    );
  }

  readonly #look = ({ target }: Event): void => {
    const nodes = (target as HTMLSlotElement).assignedNodes({ flatten: true });
    this.hasWords = nodes.some((node) => node.textContent?.trim());
  };
}

/** What a switch shows while it is on, and while it is off: the name says what a click does. */
interface Look {
  readonly icon: IconName;
  readonly name: TextKey;
}

/**
 * Base of the controls that switch something on and off. Without words of the page's own the name says what a click does;
 * with them, `aria-pressed` says whether it is on.
 */
export abstract class ToggleButton extends ControlButton {
  static override styles = [
    ...ControlButton.styles,
    css`
      :host(:not([on])) {
        --_accent: var(--_danger);
        --_on-accent: var(--_on-danger);
      }
      :host([on]) button {
        background: var(--_surface);
        border-color: var(--_border);
        color: var(--_text);
      }
    `,
  ];

  /** Read-only: what the button switches is on. */
  @property({ type: Boolean, reflect: true }) on = false;

  protected abstract readonly looks: Readonly<Record<'on' | 'off', Look>>;

  protected abstract isOn(state: ConnectionState): boolean;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.on = this.snapshot !== undefined && this.isOn(this.snapshot);
  }

  override render(): TemplateResult {
    const { icon: picture, name } = this.looks[this.on ? 'on' : 'off'];
    return this.renderControl(picture, t(this, name), { pressed: this.on });
  }

  protected override act(): Promise<unknown> | undefined {
    const { connection } = this.consumer;
    const on = !this.on;
    return connection && this.dispatchEvent(this.ask(on)) ? this.toggle(connection, on) : undefined;
  }

  /** The question to the page, which may say no. */
  protected abstract ask(on: boolean): RtcEvent;

  protected abstract toggle(connection: ConnectionController, on: boolean): Promise<unknown>;
}
