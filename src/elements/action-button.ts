import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { RoomElement } from './room-element.js';
import { buttonStyles, hostStyles } from './styles.js';

/** What a button says beside its content. */
export interface ActionLabel {
  /** Name for those who do not see the content. */
  readonly name?: string;
  /** Shown while a pointer rests on it. */
  readonly title?: string;
  /** Id of an element that describes it. */
  readonly description?: string;
  /** Of a button that switches something: whether that is on. */
  readonly pressed?: boolean;
  /** Keys that press it, as `aria-keyshortcuts` has them. */
  readonly hotkey?: string;
}

/** Base of the elements that hold one native button and do one thing with a room. */
export abstract class ActionButton extends RoomElement {
  static override shadowRootOptions: ShadowRootInit = { ...RoomElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    hostStyles,
    buttonStyles,
    css`
      :host {
        display: inline-grid;
        vertical-align: top;
      }
      /* Without an icon there is no box, and so no gap. */
      [part='icon'] {
        display: contents;
      }
    `,
  ];

  /** Has the focus of somebody with a keyboard: a disabled button would lose it, to the top of the page. */
  @state() private isHeld = false;
  /** What was asked for by a click is under way. */
  @state() protected acting = false;

  /** Keeps the button from acting. */
  @property({ type: Boolean, reflect: true }) disabled = false;
  /** Read-only: waiting, for the server or for what a click has begun. */
  @property({ type: Boolean, reflect: true }) busy = false;
  /** Read-only: a click would act now. */
  @property({ type: Boolean, reflect: true }) available = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  /** Presses the button. */
  override click(): void {
    this.#button?.click();
  }

  protected renderButton(
    content: TemplateResult,
    { name, title, description, pressed, hotkey }: ActionLabel = {},
  ): TemplateResult {
    return html`<button
      part="base"
      type="button"
      ?disabled=${!this.available && (this.disabled || !this.isHeld)}
      aria-disabled=${!this.available}
      aria-busy=${this.busy}
      aria-label=${name ?? nothing}
      aria-pressed=${pressed ?? nothing}
      aria-keyshortcuts=${hotkey || nothing}
      aria-describedby=${description ?? nothing}
      title=${title ?? nothing}
      @click=${this.#press}
      @focus=${this.#focused}
      @blur=${this.#blurred}
    >
      ${content}
    </button>`;
  }

  /** Asks the page, then acts; the connection publishes what fails. Undefined: nothing is to be done. */
  protected abstract act(): Promise<unknown> | undefined;

  get #button(): HTMLButtonElement | null {
    return this.renderRoot.querySelector('button');
  }

  readonly #focused = (): void => {
    this.isHeld = this.#button?.matches(':focus-visible') ?? false;
  };

  readonly #blurred = (): void => {
    // The focus comes back to it when the window has answered a question of the browser's.
    if (document.hasFocus()) this.isHeld = false;
  };

  #press = async (): Promise<void> => {
    // Two clicks may come before the first has been rendered.
    if (!this.available || this.acting) return;
    const request = this.act();
    if (!request) return;
    this.acting = true;
    try {
      await request;
    } catch {
      // In state.error and in rtc-error already: the room shows and announces it.
    } finally {
      this.acting = false;
    }
  };
}
