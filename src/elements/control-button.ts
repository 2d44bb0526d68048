import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { ConnectionController } from '../connection/connection-controller.js';
import type { ConnectionState } from '../connection/state.js';
import { t, type TextKey } from '../i18n/translate.js';
import { ActionButton, type ActionLabel } from './action-button.js';
import { callIcon, type CallIconName } from './call-icons.js';
import { isInCall } from './call-state.js';
import { hotkeyText, isHotkey } from './hotkey.js';
import { isSwitchedOn, perform, type SwitchName } from './room-actions.js';
import { roomOf, type RoomHost } from './room-registry.js';

/** Base of the buttons that act on the call that one is in: an icon with a name, or the page's own words. */
export abstract class ControlButton extends ActionButton {
  static override styles = [
    ...ActionButton.styles,
    css`
      button {
        padding: 0.5em 0.75em;
        border-radius: var(--rtc-control-radius, 999px);
      }
      :host([labelled]) button {
        justify-content: flex-start;
        text-align: start;
      }
    `,
  ];

  /** The page has given words of its own. */
  @state() private hasWords = false;

  /** Keys that press the button, such as `m` or `Control+d`; several with a space between; `Mod` is Control or Command. */
  @property() hotkey = '';
  /** Shows its name beside the icon. */
  @property({ type: Boolean, reflect: true }) labelled = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.#keyPressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#keyPressed);
  }

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
    return isInCall(this.snapshot) ? undefined : 'notInRoom';
  }

  /** Keys that do something, as far as the room lets them. */
  protected get hotkeys(): string {
    return this.withHotkeys ? hotkeyText(this.hotkey) : '';
  }

  protected get withHotkeys(): boolean {
    return !roomOf(this.keyOwner)?.hasAttribute('no-hotkeys');
  }

  /** Whose keys they are: on a page with several rooms those of the one that has the focus. */
  protected get keyOwner(): ConnectionController | undefined {
    return this.consumer.connection;
  }

  /** The keys are pressed, and would do something. */
  protected hears(event: KeyboardEvent, hotkey: string): boolean {
    return this.available && this.withHotkeys && isHotkey(event, hotkey, this.keyOwner);
  }

  /** What is shown while a pointer rests on the button that is ready. */
  protected titleOf(name: string): string {
    return this.hotkeys ? `${name} (${this.hotkeys.replace(/ /g, ', ')})` : name;
  }

  /** The button with an icon, which the page may replace, and a name for those to whom that says nothing. */
  protected renderControl(picture: CallIconName, name: string, label: ActionLabel = {}): TemplateResult {
    const { obstacle, hotkeys: hotkey } = this;
    const title = obstacle ? t(this, obstacle) : this.titleOf(name);
    return this.renderButton(
      html`<span part="icon"><slot name="icon">${callIcon(picture)}</slot></span
        ><span part="label" ?hidden=${!this.hasWords && !this.labelled}
          ><slot @slotchange=${this.#look}>${this.labelled ? name : nothing}</slot></span
        >`,
      this.hasWords ? { title, hotkey, ...label } : { name, title, hotkey },
    );
  }

  readonly #keyPressed = (event: KeyboardEvent): void => {
    if (!this.hears(event, this.hotkey)) return;
    // Two controls with the same keys would undo each other.
    event.preventDefault();
    this.click();
  };

  readonly #look = ({ target }: Event): void => {
    const nodes = (target as HTMLSlotElement).assignedNodes({ flatten: true });
    this.hasWords = nodes.some((node) => node.textContent?.trim());
  };
}

/** The look of what is no switch of a device: quiet, and full while it is on. */
export const quietStyles = css`
  :host(:not([on])) button {
    background: var(--_surface);
    border-color: var(--_border);
    color: var(--_text);
  }
  :host(:not([on])) button:is(:disabled, [aria-disabled='true']) {
    color: var(--_quiet);
  }
  @media (forced-colors: active) {
    :host([on]) button {
      background: SelectedItem;
      color: SelectedItemText;
      /* Else the words stand on a strip of the page's colour. */
      forced-color-adjust: none;
    }
  }
`;

/** The look of a switch of a device: quiet, and loud while it is off. */
export const deviceStyles = css`
  :host(:not([on])) {
    --_accent: var(--_danger);
    --_on-accent: var(--_on-danger);
  }
  :host([on]) button {
    background: var(--_surface);
    border-color: var(--_border);
    color: var(--_text);
  }
  :host([on]) button[aria-disabled='true'] {
    color: var(--_quiet);
  }
`;

/** What a switch shows while it is on, and while it is off: the name says what a click does. */
interface Look {
  readonly icon: CallIconName;
  readonly name: TextKey;
}

/**
 * Base of the controls that switch something on and off. Without words of the page's own the name says what a click does;
 * with them, `aria-pressed` says whether it is on.
 */
export abstract class ToggleButton extends ControlButton {
  /** Read-only: what the button switches is on. */
  @property({ type: Boolean, reflect: true }) on = false;

  protected abstract readonly looks: Readonly<Record<'on' | 'off', Look>>;

  /** What it does, as any element of the page can. */
  protected abstract readonly action: SwitchName;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.on = this.snapshot !== undefined && isSwitchedOn(this.action, this.snapshot);
  }

  override render(): TemplateResult {
    const { icon: picture, name } = this.looks[this.on ? 'on' : 'off'];
    return this.renderControl(picture, t(this, name), { pressed: this.on });
  }

  protected override act(): Promise<unknown> | undefined {
    const { connection } = this.consumer;
    return connection && perform(this.action, { connection } as RoomHost, this);
  }
}
