import { css } from 'lit';

/** What a person types or chooses in. Its edge is as dark as text that is read: nothing else tells where it is. */
export const fieldStyles = css`
  input,
  select {
    min-inline-size: 0;
    min-block-size: var(--rtc-control-size, 2.75rem);
    padding: 0.5em 0.75em;
    border: 1px solid var(--_quiet);
    border-radius: calc(var(--_radius) / 2);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    text-overflow: ellipsis;
  }
  :is(input, select, summary):focus-visible {
    outline: 3px solid var(--rtc-focus, var(--_accent));
    outline-offset: 2px;
  }
`;
