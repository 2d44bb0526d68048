import { css } from 'lit';

/**
 * The look of the kit: every element starts from these. Pages set the `--rtc-…` tokens; the `--_…` ones are private.
 * Light or dark follows the page's `color-scheme`.
 */
export const hostStyles = css`
  :host {
    --_accent: var(--rtc-accent, light-dark(#1b5fd9, #8ab4ff));
    --_on-accent: var(--rtc-on-accent, light-dark(#fff, #0b1526));
    --_danger: var(--rtc-danger, light-dark(#c62839, #ff8f96));
    --_on-danger: var(--rtc-on-danger, light-dark(#fff, #2b0509));
    --_background: var(--rtc-background, light-dark(#f4f6fa, #10141c));
    --_surface: var(--rtc-surface, light-dark(#fff, #1b212c));
    --_text: var(--rtc-text, light-dark(#141a24, #eef1f6));
    --_quiet: var(--rtc-text-quiet, light-dark(#545f72, #aab4c4));
    --_border: var(--rtc-border, light-dark(#ccd3df, #38414f));
    --_radius: var(--rtc-radius, 0.75rem);
    --_gap: var(--rtc-gap, 0.5rem);
    --_font: var(--rtc-font, system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif);
    box-sizing: border-box;
    font-family: var(--_font);
    font-size: var(--rtc-font-size);
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  .silent {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  svg {
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
`;

export const buttonStyles = css`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    min-block-size: var(--rtc-control-size, 2.75rem);
    min-inline-size: var(--rtc-control-size, 2.75rem);
    padding: 0.5em 1.1em;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font: inherit;
    font-weight: 600;
    line-height: 1.2;
    cursor: pointer;
    touch-action: manipulation;
    transition: filter 0.15s;
  }
  button:hover:not(:disabled, [aria-disabled='true']) {
    filter: brightness(1.08);
  }
  button:focus-visible {
    outline: 3px solid var(--rtc-focus, var(--_accent));
    outline-offset: 2px;
  }
  button.quiet {
    background: var(--_surface);
    border-color: var(--_border);
    color: var(--_text);
  }
  button.danger {
    background: var(--_danger);
    color: var(--_on-danger);
  }
  button:is(:disabled, [aria-disabled='true']) {
    background: var(--_surface);
    border-color: var(--_border);
    color: var(--_quiet);
    cursor: not-allowed;
  }
  @media (prefers-reduced-motion: reduce) {
    button {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    button {
      border-color: ButtonText;
    }
    button:is(:disabled, [aria-disabled='true']) {
      border-color: GrayText;
      color: GrayText;
    }
  }
`;
