import { sendKeys } from '@web/test-runner-commands';
import { expect, fixture, html } from '@open-wc/testing';
import type { LitElement } from 'lit';
import { ConnectionController } from '../../src/connection/connection-controller.js';
import { RtcError } from '../../src/connection/rtc-error.js';
import type { RtcLobby } from '../../src/define/rtc-lobby.js';
import '../../src/define/rtc-room.js';
import '../../src/define/rtc-lobby.js';
import { focused } from '../../src/elements/focus.js';
import { unblockText } from '../../src/elements/unblock.js';
import { connection as realConnection, disposeAll, roomName } from '../support/connections.js';
import { DeviceBench } from '../support/device-bench.js';
import { areSame, rendered, shownText } from '../support/elements.js';
import { fakeConnection } from '../support/fake-connection.js';
import { freed, tellsFreed } from '../support/garbage.js';
import { press } from '../support/keys.js';
import { until } from '../support/until.js';

const part = (element: Element, name: string) => element.shadowRoot!.querySelector<HTMLElement>(`[part=${name}]`)!;
const field = (lobby: Element) => part(lobby, 'name') as HTMLInputElement;
const video = (lobby: Element) => part(lobby, 'video') as HTMLVideoElement;
const stored = () => JSON.parse(localStorage.getItem('rtc-elements.choices') ?? 'null') as unknown;
const keep = (choices: object) => localStorage.setItem('rtc-elements.choices', JSON.stringify(choices));

describe('rtc-lobby', () => {
  let bench: DeviceBench;
  beforeEach(() => {
    localStorage.clear();
    bench = new DeviceBench({ kind: 'audio', deviceId: 'mic' }, { kind: 'video', deviceId: 'cam' });
  });
  afterEach(() => {
    disposeAll();
    bench.restore();
  });

  const noServer = () => new ConnectionController({ socketURL: 'https://nowhere.invalid/' });

  async function lobbyOf(connection: ConnectionController, attributes: Partial<RtcLobby> = {}): Promise<RtcLobby> {
    const wrapper = await fixture<HTMLElement>(html`<div lang="en"></div>`);
    const lobby = document.createElement('rtc-lobby');
    Object.assign(lobby, { connection, ...attributes });
    wrapper.append(lobby);
    await rendered(lobby);
    return lobby;
  }

  function ask(): void {
    bench.setPermission('audio', 'prompt');
    bench.setPermission('video', 'prompt');
  }

  const shows = (lobby: Element, text: string) => until(() => shownText(lobby).includes(text), `"${text}"`);
  const pressed = (lobby: Element) => ['mic', 'camera'].map((name) => part(lobby, name).ariaPressed);

  it('shows one’s own picture, as in a mirror, where that is allowed already, and needs no server', async () => {
    const lobby = await lobbyOf(noServer());

    await until(() => video(lobby).checkVisibility(), 'the picture');
    await rendered(lobby);

    expect(bench.open).to.have.members(['mic', 'cam']);
    expect(bench.asked).to.have.length(1);
    expect(getComputedStyle(video(lobby)).scale).to.equal('-1 1');
    expect(video(lobby).muted).to.equal(true);
    expect(pressed(lobby)).to.deep.equal(['true', 'true']);
    await expect(lobby).to.be.accessible();
  });

  it('keeps the focus of who opens the devices by keyboard', async () => {
    ask();
    const lobby = await lobbyOf(noServer());
    await until(() => part(lobby, 'check'), 'the button');
    part(lobby, 'check').focus();

    await press('Enter');
    await until(() => video(lobby).checkVisibility(), 'the picture');

    const { activeElement } = lobby.shadowRoot!;
    expect(activeElement?.part.contains('preview')).to.equal(true);
    expect(activeElement?.ariaLabel).to.equal('Your picture');
    await expect(lobby).to.be.accessible();
  });

  it('asks for nothing before the person wants it, then explains the question of the browser', async () => {
    ask();
    bench.hold();
    const lobby = await lobbyOf(noServer());
    await shows(lobby, 'See and hear whether everything works.');
    await expect(lobby).to.be.accessible();
    const before = bench.asked.length;

    part(lobby, 'check').click();
    await shows(lobby, 'choose “Allow”');
    await expect(lobby).to.be.accessible();
    await until(() => bench.answer, 'the question');
    bench.answer!();
    await until(() => video(lobby).checkVisibility(), 'the picture');

    expect(before).to.equal(0);
    expect(shownText(lobby)).not.to.contain('choose “Allow”');
  });

  it('says how to undo a block, in words for this browser, and still lets one in', async () => {
    ask();
    bench.failures.push('NotAllowedError', 'NotAllowedError', 'NotAllowedError');
    bench.setPermission('audio', 'denied');
    bench.setPermission('video', 'denied');
    const lobby = await lobbyOf(noServer());

    part(lobby, 'check').click();
    await shows(lobby, 'Camera or microphone is blocked.');

    expect(shownText(lobby)).to.contain('You can join without it.');
    expect(pressed(lobby)).to.deep.equal(['false', 'false']);
    await expect(lobby).to.be.accessible();
  });

  it('knows where each family of browsers hides a block', () => {
    const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const safari =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1';

    expect([chrome, firefox, safari, 'else'].map(unblockText)).to.deep.equal([
      'unblockChromium',
      'unblockFirefox',
      'unblockSafari',
      'unblockOther',
    ]);
  });

  it('works without a camera', async () => {
    bench.unplug('cam');
    const connection = noServer();
    const lobby = await lobbyOf(connection);

    await shows(lobby, 'No camera or microphone found');

    expect(connection.state.local.streams[0]).to.include({ audio: 'on', video: 'none' });
    expect(pressed(lobby)).to.deep.equal(['true', 'false']);
  });

  it('switches microphone and camera before joining, and keeps that for the next time', async () => {
    const lobby = await lobbyOf(noServer());
    await until(() => video(lobby).checkVisibility(), 'the picture');

    part(lobby, 'camera').click();
    await until(() => !bench.open.includes('cam'), 'the camera to be freed');
    part(lobby, 'mic').click();
    await rendered(lobby);
    const off = pressed(lobby);
    await shows(lobby, 'Your camera is off.');
    lobby.remove();
    await until(() => bench.open.length === 0, 'the microphone to be freed');
    const later = noServer();
    const next = await lobbyOf(later);
    await until(() => bench.open.length > 0, 'the next preview');

    expect(off).to.deep.equal(['false', 'false']);
    expect(stored()).to.deep.equal({ cameraOff: true, muted: true });
    expect([later.muted, later.cameraOff]).to.deep.equal([true, true]);
    expect(bench.open).to.deep.equal(['mic']);
    expect(pressed(next)).to.deep.equal(['false', 'false']);
  });

  it('tells with what one will enter while no device is open', async () => {
    ask();
    const connection = noServer();
    const lobby = await lobbyOf(connection);

    part(lobby, 'camera').click();
    await rendered(lobby);

    expect(pressed(lobby)).to.deep.equal(['true', 'false']);
    expect(connection.cameraOff).to.equal(true);
    expect(bench.asked).to.be.empty;
  });

  it('takes the name of last time, and keeps a new one', async () => {
    keep({ name: 'Ada' });
    const connection = noServer();
    connection.extra = { team: 'blue' };
    const lobby = await lobbyOf(connection);
    await until(() => field(lobby).value === 'Ada', 'the name');

    field(lobby).value = 'Ada Lovelace';
    field(lobby).dispatchEvent(new Event('change'));

    expect(connection.extra).to.deep.equal({ team: 'blue', name: 'Ada Lovelace' });
    expect(stored()).to.deep.equal({ name: 'Ada Lovelace' });
  });

  it('leaves the name that the page has given', async () => {
    keep({ name: 'Ada' });
    const connection = noServer();
    connection.extra = { name: 'Grace' };

    const lobby = await lobbyOf(connection);

    expect(field(lobby).value).to.equal('Grace');
  });

  it('keeps and takes nothing with no-remember', async () => {
    keep({ name: 'Ada', muted: true, cameraOff: true });
    const connection = noServer();
    const lobby = await lobbyOf(connection, { noRemember: true });
    await until(() => video(lobby).checkVisibility(), 'the picture');

    part(lobby, 'mic').click();
    field(lobby).value = 'Grace';
    field(lobby).dispatchEvent(new Event('change'));

    expect(connection.extra.name).to.equal('Grace');
    expect(stored()).to.deep.equal({ name: 'Ada', muted: true, cameraOff: true });
  });

  it('opens the devices of last time', async () => {
    bench.plug({ kind: 'video', deviceId: 'other' });
    keep({ video: 'other' });

    const lobby = await lobbyOf(noServer());
    await until(() => video(lobby).checkVisibility(), 'the picture');

    expect(bench.open).to.have.members(['mic', 'other']);
    expect(bench.tracks).to.have.length(2);
  });

  it('goes in by Enter in the field, with that name', async () => {
    const connection = fakeConnection({ present: true });
    connection.sessionid = 'standup';
    const lobby = await lobbyOf(connection);
    await rendered(lobby.shadowRoot!.querySelector('rtc-join-button') as LitElement);
    field(lobby).focus();

    await sendKeys({ type: 'Ada' });
    await press('Enter');

    expect(connection.extra.name).to.equal('Ada');
    expect(connection.calls).to.deep.include(['openOrJoin', 'standup']);
  });

  it('knows the name when a way in of the page’s own is pressed while the field has the focus', async () => {
    const connection = fakeConnection({ present: true });
    connection.sessionid = 'standup';
    const lobby = await lobbyOf(connection);
    const button = document.createElement('rtc-join-button');
    Object.assign(button, { connection });
    lobby.append(button);
    await rendered(button);
    field(lobby).value = 'Ada';

    button.click();

    expect(connection.extra.name).to.equal('Ada');
    expect(connection.calls).to.deep.include(['join', 'standup']);
  });

  it('is gone inside of the room, and shows another slot while one waits', async () => {
    const connection = fakeConnection({ present: true });
    const lobby = await lobbyOf(connection, { waiting: true });
    const waiting = shownText(lobby);
    await expect(lobby).to.be.accessible();
    lobby.waiting = false;
    connection.enter();
    await rendered(lobby);
    const inside = lobby.checkVisibility();
    connection.patch({ status: 'idle', participants: [] });
    await rendered(lobby);

    expect(waiting).to.contain('Please wait').and.not.contain('Join');
    expect(inside).to.equal(false);
    expect(lobby.checkVisibility()).to.equal(true);
  });

  it('is there while one has knocked, with a way back, and leaves the attribute to the page', async () => {
    const connection = fakeConnection({ present: true });
    const lobby = await lobbyOf(connection);
    connection.patch({ status: 'connecting', roomId: 'r' });
    await rendered(lobby);
    const onTheWay = lobby.checkVisibility();

    connection.patch({ knocking: true });
    await rendered(lobby);
    expect([onTheWay, lobby.checkVisibility(), lobby.waiting]).to.deep.equal([false, true, false]);
    expect(shownText(lobby)).to.contain('You have knocked.').and.not.contain('Join');
    await expect(lobby).to.be.accessible();
    part(lobby, 'cancel').click();
    expect(connection.calls.at(-1)).to.deep.equal(['leave']);
    connection.patch({ status: 'connected', roomId: 'r' });
    await rendered(lobby);

    // From within a room one may knock at another.
    expect(lobby.checkVisibility()).to.equal(false);
  });

  it('hands the focus on to the call, or takes it back when there is none', async () => {
    const connection = fakeConnection({ present: true });
    connection.sessionid = 'standup';
    const lobby = await lobbyOf(connection);
    const room = document.createElement('rtc-room');
    Object.assign(room, { connection });
    room.innerHTML = '<button disabled>Never</button><button hidden>Nowhere</button><button id="chat">Chat</button>';
    lobby.before(room);
    const wayIn = lobby.shadowRoot!.querySelector('rtc-join-button')!;
    await until(() => wayIn.hasAttribute('available'), 'the way in');
    wayIn.focus();
    await press('Enter');
    await until(() => !lobby.checkVisibility(), 'the way');

    connection.fail(new RtcError('room-full'));
    await until(() => wayIn.matches(':focus-within'), 'the focus back on the way in');
    await press('Enter');
    await until(() => !lobby.checkVisibility(), 'the way again');
    connection.accept();

    await until(() => focused()?.id === 'chat', 'the focus on the first control');
  });

  it('needs no devices where the room takes none', async () => {
    const connection = noServer();
    connection.session = {};
    const lobby = await lobbyOf(connection);

    expect(part(lobby, 'preview')).to.equal(null);
    expect(bench.asked).to.be.empty;
    await expect(lobby).to.be.accessible();
  });

  describe('and the light of the camera', () => {
    async function inLobby() {
      const connection = await realConnection({ session: { audio: true, video: true } });
      const lobby = await lobbyOf(connection);
      await until(() => video(lobby).checkVisibility(), 'the picture');
      return { connection, lobby };
    }

    it('hands the open devices to the room', async () => {
      const { connection, lobby } = await inLobby();

      await connection.open(roomName());
      lobby.remove();
      await rendered(lobby);

      expect(bench.tracks).to.have.length(2);
      expect(bench.open).to.have.members(['mic', 'cam']);
      expect(connection.state.local.streams[0]).to.include({ audio: 'on', video: 'on' });
    });

    it('stays dark after leaving, until the person wants to see themselves again', async () => {
      const { connection, lobby } = await inLobby();
      await connection.open(roomName());
      await until(() => !lobby.checkVisibility(), 'the room');

      await connection.leave();
      await until(() => lobby.checkVisibility(), 'the lobby');
      const again = await lobbyOf(connection);
      await shows(again, 'See and hear');
      const open = [...bench.open];
      part(again, 'check').click();
      await until(() => video(again).checkVisibility(), 'the picture');

      expect(open).to.be.empty;
    });

    it('comes back after a refusal, since one is still in the lobby', async () => {
      const { connection, lobby } = await inLobby();

      await connection.join(roomName()).catch(() => undefined);
      await until(() => video(lobby).checkVisibility(), 'the picture');

      expect(bench.open).to.have.members(['mic', 'cam']);
    });

    it('goes out when the lobby is removed, also while the browser asks', async () => {
      const { lobby } = await inLobby();
      lobby.remove();
      await until(() => bench.open.length === 0, 'the devices to be freed');
      ask();
      bench.hold();
      const other = await lobbyOf(noServer());
      part(other, 'check').click();
      await until(() => bench.answer, 'the question');

      other.remove();
      await rendered(other);
      bench.answer!();

      await until(() => bench.tracks.length === 4, 'the answer');
      await until(() => bench.open.length === 0, 'the devices to be freed again');
    });

    it('is let go of by a lobby that is taken out during a call, and goes on', async () => {
      const { connection, lobby } = await inLobby();
      await connection.open(roomName());
      await until(() => lobby.inside, 'the room');
      const own = video(lobby);
      const before = own.srcObject;

      lobby.remove();
      await rendered(lobby);

      expect(areSame([before, own.srcObject], [connection.state.local.streams[0].stream, null])).to.equal(true);
      expect(bench.open).to.have.members(['mic', 'cam']);
    });

    it('does not keep a lobby that was taken out during a call', async function () {
      if (!tellsFreed) this.skip();
      const { connection, lobby } = await inLobby();
      await connection.open(roomName());
      await until(() => lobby.inside, 'the room');
      const come = async () => {
        const another = await lobbyOf(connection);
        await until(() => video(another).srcObject, 'the stream');
        another.remove();
        return new WeakRef(another);
      };

      await freed([await come(), await come()], 'both lobbies');
    });

    it('stays on when the lobby is moved', async () => {
      const { lobby } = await inLobby();

      document.body.append(lobby);
      await rendered(lobby);
      const { open } = bench;
      lobby.remove();

      expect(open).to.have.members(['mic', 'cam']);
      expect(bench.tracks).to.have.length(2);
    });
  });
});
