import { html, type TemplateResult } from 'lit';
import type { AudioSink } from './audio-sink.js';
import { icon } from './icons.js';

/** The button that plays what the browser holds back; browsers allow that in a click only. */
export function renderSoundButton(sink: AudioSink | undefined, part: string, label: unknown): TemplateResult {
  return html`<button type="button" part=${part} @click=${() => sink?.unblock()}>${icon('sound')} ${label}</button>`;
}
