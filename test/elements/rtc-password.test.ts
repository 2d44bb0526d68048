import { sendKeys } from '@web/test-runner-commands';
import { expect, fixture, html } from '@open-wc/testing';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { RtcPassword } from '../../src/elements/rtc-password.js';
import '../../src/define.js';
import { rendered, shownText } from '../support/elements.js';
import { fakeConnection } from '../support/fake-connection.js';
import { press } from '../support/keys.js';

async function prompt(facts = {}) {
  const connection = fakeConnection({ present: true, ...facts });
  connection.sessionid = 'home';
  const wrapper = await fixture(html`<div lang="en"><button>Elsewhere</button></div>`);
  const element = document.createElement('rtc-password') as RtcPassword;
  Object.assign(element, { connection });
  wrapper.append(element);
  await rendered(element);
  return { connection, element, elsewhere: wrapper.querySelector('button')! };
}

type Prompt = Awaited<ReturnType<typeof prompt>>;

const field = (element: Element) => element.shadowRoot!.querySelector('input')!;

/** A try to enter that ends with this error. */
async function fails({ connection, element }: Prompt, code: 'invalid-password' | 'rate-limited' = 'invalid-password') {
  connection.patch({ status: 'connecting', roomId: 'home', error: undefined });
  await rendered(element);
  connection.patch({ status: 'failed', roomId: undefined, error: new RtcError(code) });
  await rendered(element);
}

describe('rtc-password', () => {
  it('shows nothing while no password is asked for', async () => {
    const { element } = await prompt();

    expect([shownText(element), element.open]).to.deep.equal(['', false]);
  });

  it('asks for it where the room is known to be locked, and takes no focus', async () => {
    const { element } = await prompt({ locked: true });

    expect(shownText(element)).to.equal('This room has a password. Enter');
    expect(field(element).getAttribute('aria-label')).to.equal('Password');
    expect(element.shadowRoot!.activeElement).to.be.null;
    await expect(element).to.be.accessible();
  });

  it('asks for it after a failure, and enters the same room with what was typed', async () => {
    const scene = await prompt();
    const { connection, element } = scene;
    await fails(scene);
    const text = shownText(element);

    await sendKeys({ type: 'open sesame' });
    await press('Enter');
    await rendered(element);

    expect(text).to.equal('This room has a password. Enter');
    expect(connection.password).to.equal('open sesame');
    expect(connection.calls).to.deep.equal([['join', 'home']]);
    expect(element.open).to.be.false;
  });

  it('says what was wrong: the password, or too many of them', async () => {
    const scene = await prompt();
    scene.connection.password = 'guess';
    await fails(scene);
    const wrong = [shownText(scene.element), field(scene.element).getAttribute('aria-invalid')];
    await expect(scene.element).to.be.accessible();
    await fails(scene, 'rate-limited');

    expect(wrong).to.deep.equal(['That was not the password. Enter', 'true']);
    expect(shownText(scene.element)).to.equal('Too many tries: wait a moment. Enter');
  });

  it('goes away by Escape, gives the focus back, and comes again with the next failure', async () => {
    const scene = await prompt({ locked: true });
    const { element, elsewhere } = scene;
    elsewhere.focus();
    await fails(scene);
    const focused = element.shadowRoot!.activeElement === field(element);

    await press('Escape');
    await rendered(element);
    const away = [element.open, document.activeElement === elsewhere];
    await fails(scene);

    expect([focused, ...away, element.open]).to.deep.equal([true, false, true, true]);
  });

  it('leaves it to the page that says no', async () => {
    const { connection, element } = await prompt({ locked: true });
    element.addEventListener('rtc-join-request', (event) => event.preventDefault());
    field(element).value = 'x';

    element.shadowRoot!.querySelector('button')!.click();

    expect(connection.calls).to.deep.equal([]);
  });
});
