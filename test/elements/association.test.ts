import { expect, fixture, html } from '@open-wc/testing';
import { RtcJoinButton } from '../../src/define/rtc-join-button.js';
import { RtcRoom } from '../../src/define/rtc-room.js';
import { timed } from '../support/clock.js';
import { defineAs, nativeButton, rendered, shownText, unusedTag } from '../support/elements.js';
import { fakeConnection } from '../support/fake-connection.js';

/** A room that is known to be present, so that its join buttons can be clicked. */
function room(roomId: string, content: unknown = html`<p></p>`, id = '') {
  return html`<rtc-room id=${id} room-id=${roomId} .connection=${fakeConnection({ present: true })}
    >${content}</rtc-room
  >`;
}

/** The room that a click on this control asks for; undefined if it can ask for none. */
async function reaches(control: Element): Promise<string | undefined> {
  const button = control as RtcJoinButton;
  await rendered(button);
  let roomId: string | undefined;
  const answer = (event: HTMLElementEventMap['rtc-join-request']) => {
    event.preventDefault();
    roomId = event.roomId;
  };
  button.addEventListener('rtc-join-request', answer);
  nativeButton(button).click();
  button.removeEventListener('rtc-join-request', answer);
  return roomId;
}

/** A shadow root around some content, inside of `parent`. */
function shadowIn(parent: Element, content: Node): ShadowRoot {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  root.append(content);
  parent.append(host);
  return root;
}

describe('ConnectionConsumer', () => {
  it('takes its own connection before its own room', async () => {
    const own = fakeConnection({ present: true });
    own.sessionid = 'own';
    const page = await fixture(html`<div>${room('other')}<rtc-join-button></rtc-join-button></div>`);
    const control = page.querySelector('rtc-join-button')!;
    control.room = page.querySelector('rtc-room')!;

    control.connection = own;

    expect(await reaches(control)).to.equal('own');
  });

  it('takes its own room before the one named by for', async () => {
    const page = await fixture(
      html`<div>
        ${room('own', undefined, 'one')}${room('named', undefined, 'two')}<rtc-join-button for="two"></rtc-join-button>
      </div>`,
    );
    const control = page.querySelector('rtc-join-button')!;
    expect(await reaches(control)).to.equal('named');

    control.room = page.querySelector<RtcRoom>('#one')!;

    expect(await reaches(control)).to.equal('own');
  });

  it('waits for its own room to be upgraded instead of taking another', async () => {
    const tag = unusedTag();
    const page = await fixture(html`<div>${room('around', html`<rtc-join-button></rtc-join-button>`)}</div>`);
    const control = page.querySelector('rtc-join-button')!;
    const own = document.createElement(tag) as RtcRoom;
    own.setAttribute('room-id', 'own');
    page.append(own);
    control.room = own;
    const before = await reaches(control);

    defineAs(RtcRoom, tag);
    own.connection = fakeConnection({ present: true });

    expect(before).to.equal(undefined);
    expect(await reaches(control)).to.equal('own');
  });

  it('takes the room named by for before the one around it', async () => {
    const page = await fixture(
      html`<div>
        ${room('named', undefined, 'named')}${room('around', html`<rtc-join-button for="named"></rtc-join-button>`)}
      </div>`,
    );

    expect(await reaches(page.querySelector('rtc-join-button')!)).to.equal('named');
  });

  it('looks for the id in each enclosing root, from the inside out', async () => {
    const page = await fixture(html`<div>${room('outside', undefined, 'r')}</div>`);
    const control = document.createElement('rtc-join-button');
    control.setAttribute('for', 'r');
    const middle = shadowIn(page, document.createElement('section'));
    shadowIn(middle.querySelector('section')!, control);
    const outside = await reaches(control);
    const inner = (await fixture(room('middle', undefined, 'r'))) as RtcRoom;

    middle.append(inner);

    expect(outside).to.equal('outside');
    expect(await reaches(control)).to.equal('middle');
  });

  it('does not look into roots that are not around it', async () => {
    const page = await fixture(html`<div><rtc-join-button for="r"></rtc-join-button></div>`);
    const hidden = (await fixture(room('hidden', undefined, 'r'))) as RtcRoom;

    shadowIn(page, hidden);

    expect(await reaches(page.querySelector('rtc-join-button')!)).to.equal(undefined);
  });

  it('is disabled by a wrong for, inside of a room as well', async () => {
    const page = await fixture(
      html`<div>${room('around', html`<rtc-join-button for="nobody"></rtc-join-button>`)}</div>`,
    );
    const control = page.querySelector('rtc-join-button')!;

    expect(await reaches(control)).to.equal(undefined);
    expect(shownText(control)).to.contain('belongs to no room');
  });

  it('looks again when for changes', async () => {
    const page = await fixture(
      html`<div>
        ${room('one', undefined, 'one')}${room('two', undefined, 'two')}<rtc-join-button for="one"></rtc-join-button>
      </div>`,
    );
    const control = page.querySelector('rtc-join-button')!;
    const before = await reaches(control);

    control.setAttribute('for', 'two');

    expect(before).to.equal('one');
    expect(await reaches(control)).to.equal('two');
  });

  it('looks again when a room gets another id', async () => {
    const page = await fixture(
      html`<div>
        ${room('one', undefined, 'one')}${room('two', undefined, 'two')}<rtc-join-button for="r"></rtc-join-button>
      </div>`,
    );
    const control = page.querySelector('rtc-join-button')!;
    const before = await reaches(control);

    page.querySelector('#two')!.id = 'r';

    expect(before).to.equal(undefined);
    expect(await reaches(control)).to.equal('two');
  });

  it('looks again when the named room comes and goes', async () => {
    const page = await fixture(html`<div><rtc-join-button for="r"></rtc-join-button></div>`);
    const control = page.querySelector('rtc-join-button')!;
    const named = (await fixture(room('late', undefined, 'r'))) as RtcRoom;
    const there = await reaches(control);

    named.remove();

    expect(there).to.equal('late');
    expect(await reaches(control)).to.equal(undefined);
  });

  it('takes the nearest room around it', async () => {
    const page = await fixture(
      html`<div>${room('outer', html`${room('inner', html`<rtc-join-button></rtc-join-button>`)}`)}</div>`,
    );

    expect(await reaches(page.querySelector('rtc-join-button')!)).to.equal('inner');
  });

  it('finds the room around it across shadow roots', async () => {
    const page = await fixture(html`<div>${room('around')}${room('other')}</div>`);
    const control = document.createElement('rtc-join-button');
    const middle = shadowIn(page.querySelector('p')!, document.createElement('section'));

    shadowIn(middle.querySelector('section')!, control);

    expect(await reaches(control)).to.equal('around');
  });

  it('takes the only room of the document', async () => {
    const page = await fixture(html`<div><rtc-join-button></rtc-join-button>${room('only')}</div>`);

    expect(await reaches(page.querySelector('rtc-join-button')!)).to.equal('only');
  });

  it('is disabled by a second room, until that is gone', async () => {
    const page = await fixture(html`<div>${room('only')}<rtc-join-button></rtc-join-button></div>`);
    const control = page.querySelector('rtc-join-button')!;
    const alone = await reaches(control);
    const second = await fixture(room('second'));
    const both = await reaches(control);

    second.remove();

    expect([alone, both, await reaches(control)]).to.deep.equal(['only', undefined, 'only']);
  });

  it('leaves controls inside of a room alone when a second room comes', async () => {
    const page = await fixture(html`<div>${room('around', html`<rtc-join-button></rtc-join-button>`)}</div>`);

    await fixture(room('second'));

    expect(await reaches(page.querySelector('rtc-join-button')!)).to.equal('around');
  });

  it('finds a room around it that is upgraded later', async () => {
    const tag = unusedTag();
    const page = await fixture(html`<div></div>`);
    page.innerHTML = `<${tag} room-id="late"><rtc-join-button></rtc-join-button></${tag}>`;
    const control = page.querySelector('rtc-join-button')!;
    const before = await reaches(control);

    defineAs(RtcRoom, tag);
    page.querySelector<RtcRoom>(tag)!.connection = fakeConnection({ present: true });

    expect(before).to.equal(undefined);
    expect(await reaches(control)).to.equal('late');
  });

  it('finds the room when the control is upgraded later', async () => {
    const tag = unusedTag();
    const page = await fixture(html`<div>${room('around')}${room('other')}</div>`);
    const control = document.createElement(tag);
    page.querySelector('rtc-room')!.append(control);

    defineAs(RtcJoinButton, tag);

    expect(await reaches(control)).to.equal('around');
  });

  it('keeps what was set on it before it was upgraded', async () => {
    const tag = unusedTag();
    const page = await fixture(html`<div>${room('around')}${room('other', undefined, 'other')}</div>`);
    const control = document.createElement(tag);
    Object.assign(control, { room: page.querySelector('#other') });
    page.querySelector('rtc-room')!.append(control);

    defineAs(RtcJoinButton, tag);

    expect(await reaches(control)).to.equal('other');
  });

  it('finds the room in a tree that a script builds from the inside out', async () => {
    const page = await fixture(html`<div>${room('other')}</div>`);
    const control = document.createElement('rtc-join-button');
    const around = document.createElement('rtc-room');
    around.roomId = 'built';
    around.connection = fakeConnection({ present: true });

    around.append(control);
    page.append(around);

    expect(await reaches(control)).to.equal('built');
  });

  it('changes its room when it is moved into another', async () => {
    const page = await fixture(
      html`<div>${room('one', html`<rtc-join-button></rtc-join-button>`, 'one')}${room('two', undefined, 'two')}</div>`,
    );
    const control = page.querySelector('rtc-join-button')!;
    const before = await reaches(control);

    page.querySelector('#two')!.append(control);

    expect(before).to.equal('one');
    expect(await reaches(control)).to.equal('two');
  });

  it('follows a room that comes around it', async () => {
    const page = await fixture(
      html`<div>
        ${room('other')}
        <div><rtc-join-button></rtc-join-button></div>
      </div>`,
    );
    const control = page.querySelector('rtc-join-button')!;
    const around = (await fixture(room('around'))) as RtcRoom;
    const before = await reaches(control);

    control.parentElement!.append(around);
    around.append(control);

    expect(before).to.equal(undefined);
    expect(await reaches(control)).to.equal('around');
  });

  it('follows a room to its new connection', async () => {
    const page = await fixture(html`<div>${room('before', html`<rtc-join-button></rtc-join-button>`)}</div>`);
    const control = page.querySelector('rtc-join-button')!;
    const next = fakeConnection({ present: true });
    await reaches(control);

    page.querySelector('rtc-room')!.connection = next;
    await rendered(control);
    nativeButton(control).click();

    expect(next.calls).to.deep.include(['join', 'before']);
  });

  it('stops following when it is removed', async () => {
    const connection = fakeConnection({ present: true });
    const control = await fixture<RtcJoinButton>(
      html`<rtc-join-button room-id="r" .connection=${connection}></rtc-join-button>`,
    );
    const watchedBefore = [...connection.watched];

    control.remove();

    expect(watchedBefore).to.deep.equal(['r']);
    expect(connection.watched).to.deep.equal([]);
  });

  describe('without a room', () => {
    const { warn } = console;
    let warnings: string[] = [];

    beforeEach(() => {
      warnings = [];
      console.warn = (text: string) => void warnings.push(text);
    });

    afterEach(() => {
      console.warn = warn;
    });

    it(
      'is disabled and warns once, wherever it is moved',
      timed(async (clock) => {
        const control = await fixture<RtcJoinButton>(html`<rtc-join-button></rtc-join-button>`);
        await clock.pass(0);
        const parent = control.parentElement!;
        control.remove();
        parent.append(control);
        await clock.pass(0);

        expect(warnings).to.have.length(1);
        expect(warnings[0]).to.contain('<rtc-join-button>').and.contain('<rtc-room>');
        expect(nativeButton(control).disabled).to.equal(true);
        expect(shownText(control)).to.contain('belongs to no room');
      }),
    );

    it(
      'does not warn when the room comes in the same task',
      timed(async (clock) => {
        const page = await fixture(html`<div></div>`);
        page.append(document.createElement('rtc-join-button'));
        const late = document.createElement('rtc-room');
        late.connection = fakeConnection();
        page.append(late);

        await clock.pass(0);

        expect(warnings).to.deep.equal([]);
      }),
    );
  });
});
