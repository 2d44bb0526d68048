import { css, html, LitElement, nothing, render, svg } from 'lit';

const key = Symbol.for('rtc.lit');

/** What the parts beside a script file take from it: a page loads Lit once, and Lit makes its policy for Trusted Types once. */
(globalThis as { [key]?: object })[key] ??= { css, html, LitElement, nothing, render, svg };
