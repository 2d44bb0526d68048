// Puts each specimen of the gallery into the state that its markup names.
import { DrawnConnection } from './drawn-connection.js';

const { RtcError, RtcUnmuteAskedEvent, RtcMuteAskedEvent, RtcReconnectingEvent } = window.RtcElements;
const specimens = '[data-person], [data-state]';
/** What the browser would tell of, see `drawDevices`. */
let devices = [];

drawDevices();
applySettings();
const people = await drawnPeople();
const [me, jonas, sharing, soren, fatima, ana, yamada, priya] = people;

/** A person whose camera's stream differs so. */
const withCamera = (person, change) => ({ ...person, streams: [{ ...person.streams[0], ...change }] });
/** Without the screen that she shares. */
const mei = { ...sharing, streams: sharing.streams.slice(0, 1) };
const [, screen] = sharing.streams;

/** Who is to be seen in a tile, by `data-person`. */
const persons = {
  local: me,
  speaking: jonas,
  muted: ana,
  'camera-off': soren,
  silent: withCamera(priya, { audio: 'off', video: 'off' }),
  good: { ...mei, quality: 'good' },
  fair: { ...fatima, quality: 'fair' },
  poor: yamada,
  frozen: { ...jonas, speaking: false, quality: 'frozen' },
  connecting: { ...priya, streams: [], connection: 'connecting' },
  reconnecting: { ...ana, connection: 'reconnecting' },
  screen: sharing,
  long: { ...soren, name: 'Søren Aabye Kierkegaard-Thorvaldsen, Institut for Medier, Erkendelse og Formidling' },
  rtl: fatima,
  nameless: { ...withCamera(priya, { video: 'off' }), name: '' },
  refused: withCamera(me, { audio: 'none', video: 'none', audioError: 'media-denied', videoError: 'media-denied' }),
};

const roomId = 'tuesday-coffee';
const guest = { ...me, isOwner: false };
const inside = (change = {}, local = guest, others = [{ ...jonas, isOwner: true }, mei, ana]) => ({
  ...{ status: 'connected', roomId, local, participants: [local, ...others], ...change },
});
const before = (change = {}, local = { ...guest, streams: [] }) => ({ local, ...change });
const failed = (code) => before({ status: 'failed', error: new RtcError(code) });
const lost = (one) => ({ ...one, connection: 'reconnecting' });
const knocker = (userid, name) => ({ ...ana, userid, name, streams: [] });
// A pin counts for all on the page who have the same id.
const elsewhere = (one) => ({ ...one, userid: `other-${one.userid}` });
const asks = (Wish, fields) => (connection) => connection.dispatchEvent(new Wish({ participant: jonas, ...fields }));

/** What a specimen's connection is in, by `data-state`: its state, and what else is known. */
const states = {
  outside: [before(), { facts: {} }],
  'outside-unknown': [before()],
  'outside-nameless': [before(), { facts: {}, sessionid: '' }],
  'outside-slow-absent': [before(), { facts: {}, isSlow: true }],
  'outside-slow': [before(), { facts: { present: true }, isSlow: true }],
  open: [before(), { facts: { present: true } }],
  full: [before(), { facts: { present: true, full: true } }],
  locked: [before(), { facts: { present: true, locked: true } }],
  'wrong-password': [
    before(),
    { facts: { present: true, locked: true }, password: 'guess', late: failed('invalid-password') },
  ],
  connecting: [before({ status: 'connecting' }), { facts: { present: true }, isSlow: true }],
  inside: [inside()],
  'inside-slow': [inside(), { isSlow: true }],
  muted: [inside({}, withCamera(guest, { audio: 'off' }))],
  'camera-off': [inside({}, withCamera(guest, { video: 'off' }))],
  silent: [inside({}, withCamera(guest, { audio: 'off', video: 'off' }))],
  hand: [inside({}, { ...guest, extra: { hand: 1 } })],
  sharing: [inside({}, { ...guest, streams: [...guest.streams, screen] })],
  alone: [inside({}, me, [])],
  owner: [inside({ isOwner: true }, elsewhere(me), [jonas, sharing, soren, fatima, lost(ana)].map(elsewhere))],
  hosting: [inside({ isOwner: true }, me, [jonas, sharing, soren, fatima, lost(ana)])],
  'owner-leaves': [inside({ isOwner: true }, me)],
  crowd: [inside({}, guest, [jonas, mei, ...people.slice(3)])],
  presenting: [inside({}, guest, [jonas, sharing, soren, ana])],
  reconnecting: [inside({ status: 'reconnecting' }), { tell: asks(RtcReconnectingEvent, { silence: 2000 }) }],
  offline: [
    inside({ status: 'reconnecting' }, guest, [jonas, mei, ana].map(lost)),
    { tell: asks(RtcReconnectingEvent, { silence: 2000 }) },
  ],
  closed: [before({ status: 'closed', error: new RtcError('closed-by-owner') })],
  failed: [failed('signaling-unreachable'), { facts: {} }],
  'error-full': [failed('room-full'), { facts: { present: true, full: true } }],
  'error-limit': [failed('rate-limited'), { facts: { present: true } }],
  'error-media': [inside({ error: new RtcError('media-denied') }, persons.refused)],
  'error-peer': [inside({ error: new RtcError('peer-failed') })],
  asking: [before({ status: 'connecting', asking: true })],
  knocking: [before({ status: 'connecting', knocking: true })],
  knocks: [
    inside(
      { isOwner: true, knocks: [knocker('k1', 'Zofia Wiśniewska'), knocker('k2', fatima.name), knocker('k3', '')] },
      me,
    ),
  ],
  'asks-microphone': [
    inside({}, withCamera(guest, { audio: 'off' })),
    { tell: asks(RtcUnmuteAskedEvent, { kind: 'audio' }) },
  ],
  'asks-camera': [
    inside({}, withCamera(guest, { video: 'off' })),
    { tell: asks(RtcUnmuteAskedEvent, { kind: 'video' }) },
  ],
  'asks-silence': [inside(), { tell: asks(RtcMuteAskedEvent) }],
  'muted-speech': [
    inside({}, withCamera(guest, { audio: 'off', video: 'off' })),
    { tell: (connection, room) => room.querySelector('button').addEventListener('click', () => speak(connection)) },
  ],
  'sound-blocked': [inside(), { holdsSound: true }],
  'lobby-picture': [before({}, guest), { facts: { present: true } }],
  'lobby-dark': [before({}, withCamera(guest, { audio: 'off', video: 'off' })), { facts: {} }],
  'lobby-denied': [before({}, persons.refused), { facts: { present: true } }],
  'lobby-listens': [before(), { facts: { present: true }, session: {} }],
};

// What opens takes the focus, which here would move the page.
const letFocus = instead(window.HTMLElement.prototype, 'focus', () => undefined);
for (const specimen of document.querySelectorAll(specimens)) await show(specimen);
letFocus();
document.documentElement.dataset.ready = '';
// What came after the browser had gone to the place that the address names has moved it.
if (location.hash) document.querySelector(location.hash)?.scrollIntoView();

/** Makes a specimen live. A `<template>` holds what must not begin before its connection is there: rooms. */
async function show(specimen) {
  const content = specimen.content && document.importNode(specimen.content, true);
  const element = content?.firstElementChild ?? specimen;
  const { person, state, press } = specimen.dataset;
  if (person) element.participant = persons[person];
  const [snapshot, { late, tell, holdsSound, ...settings } = {}] = states[state] ?? [];
  const connection = snapshot && new DrawnConnection(snapshot, settings);
  const undo = drawBrowser(specimen, holdsSound);
  if (specimen.hasAttribute('data-no-devices')) devices.length = 0;
  if (connection) element.connection = connection;
  if (content) specimen.replaceWith(content);
  await element.updateComplete;
  drawDevices();
  tell?.(connection, element);
  if (late) connection.patch(late);
  if (press) (await part(element, press)).click();
  if (specimen.hasAttribute('data-unfold')) (await part(element, 'details')).open = true;
  // Open, but not above the page.
  if (specimen.hasAttribute('data-dialog')) (await part(element, 'dialog')).setAttribute('open', '');
  if (specimen.hasAttribute('data-menu')) await openMenu(element);
  if (specimen.hasAttribute('data-popover')) await openPopover(element);
  // In a frame of another page there is no such window.
  if (specimen.hasAttribute('data-frame') && window === window.top) await until(() => element.on);
  if (holdsSound) await until(() => element.sink.blocked);
  for (const one of undo) one();
}

/** What only a browser does, or does only when somebody has pressed something, is drawn as well, while a specimen is made. */
function drawBrowser({ dataset, parentElement }, holdsSound) {
  const undo = [];
  if (holdsSound) {
    const refuse = () => Promise.reject(new window.DOMException('Drawn.', 'NotAllowedError'));
    undo.push(instead(window.HTMLMediaElement.prototype, 'play', refuse));
  }
  if ('lasted' in dataset) {
    const before = Date.now() - Number(dataset.lasted) * 1000;
    undo.push(instead(Date, 'now', () => before));
  }
  if ('frame' in dataset) {
    const frame = parentElement.querySelector('iframe');
    frame.contentWindow.close = () => frame.remove();
    const requestWindow = () => Promise.resolve(frame.contentWindow);
    undo.push(instead(window, 'documentPictureInPicture', { requestWindow }));
  }
  if ('fills' in dataset) {
    // For good: it is to stay so.
    const filled = parentElement.querySelector('#filled');
    instead(
      filled,
      'matches',
      (selector) => selector === ':fullscreen' || window.Element.prototype.matches.call(filled, selector),
    );
  }
  return undo;
}

/** The menu of a tile, without the dialog that would lie above the page. */
async function openMenu(tile) {
  const letShow = instead(window.HTMLDialogElement.prototype, 'showModal', function () {
    this.open = true;
  });
  (await part(tile, '[part=menu]')).click();
  await until(() => tile.shadowRoot.querySelector('dialog[open]'));
  letShow();
}

/** The menu of a bar. The gallery's style shows it in its place; the bar is told as the browser would tell it. */
async function openPopover(bar) {
  const menu = await part(bar, '[part=menu]');
  await until(() => !bar.shadowRoot.querySelector('[part=more]').hidden);
  menu.dispatchEvent(new window.ToggleEvent('toggle', { oldState: 'closed', newState: 'open' }));
}

/** Makes a sound that only the own microphone takes up, for the hint that it is off. */
async function speak(connection) {
  const context = new window.AudioContext();
  const tone = new window.OscillatorNode(context);
  const line = context.createMediaStreamDestination();
  tone.connect(line);
  tone.start();
  const local = withCamera(connection.state.local, { stream: line.stream });
  connection.patch({ local, participants: [local, ...connection.state.participants.slice(1)] });
  tone.stop(context.currentTime + 2);
  tone.addEventListener('ended', () => context.close());
}

/** Puts something in the place of a property. Returns what brings back that which was there. */
function instead(object, name, value) {
  const own = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { configurable: true, writable: true, value });
  return () => (own ? Object.defineProperty(object, name, own) : delete object[name]);
}

/** A part of an element, which may come with code that is loaded; `>>>` goes on in the shadow of what is before it. */
function part(element, selector) {
  return until(() => {
    const found = selector.split(' >>> ').reduce((one, next) => one?.shadowRoot?.querySelector(next), element);
    return found?.disabled ? undefined : found;
  });
}

/** Waits until something is there. */
async function until(look) {
  for (;;) {
    const found = look();
    if (found) return found;
    await new Promise(requestAnimationFrame);
  }
}

/** The people whom a grid draws by itself, the third of whom shares the screen. */
async function drawnPeople() {
  const grid = document.createElement('rtc-video-grid');
  Object.assign(grid, { simulate: 12, simulateScreen: true, noPaging: true, inert: true });
  grid.style.cssText = 'position: absolute; visibility: hidden';
  document.body.append(grid);
  await grid.updateComplete;
  const drawn = new Map(grid.tiles.map(({ participant }) => [participant.userid, participant]));
  grid.remove();
  return [...drawn.keys()].sort(byNumber).map((userid) => ({ ...drawn.get(userid), userid: `drawn-${userid}` }));
}

function byNumber(one, other) {
  return one.localeCompare(other, 'en', { numeric: true });
}

/** Devices that everybody has: those of the machine would look different everywhere. */
function drawDevices() {
  const named = (kind, ...labels) => labels.map((label, index) => ({ kind, label, deviceId: `${kind}-${index}` }));
  devices = [
    ...named('audioinput', 'Built-in microphone', 'Studio microphone with a rather long name (USB 3.1, port 2)'),
    ...named('videoinput', 'Front camera', 'Back camera'),
    ...named('audiooutput', 'Built-in speakers', 'Headphones'),
  ];
  if (navigator.mediaDevices) navigator.mediaDevices.enumerateDevices = async () => [...devices];
}

/** Colours, language, direction and theme as the form of the page says, and the address after a reload. */
function applySettings() {
  const form = document.querySelector('#settings');
  const wanted = new URLSearchParams(location.search);
  for (const field of form.elements) if (wanted.has(field.name)) field.value = wanted.get(field.name);
  const apply = () => {
    const { scheme, lang, dir, theme } = Object.fromEntries(new window.FormData(form));
    const root = document.documentElement;
    root.style.colorScheme = scheme || 'light dark';
    root.dir = dir || (lang === 'ar' ? 'rtl' : 'ltr');
    // The page's own words stay English.
    for (const stage of document.querySelectorAll('.stage')) stage.lang = lang;
    document.querySelector('#theme').href = theme ? `/dist/themes/${theme}.css` : 'data:text/css,';
  };
  apply();
  form.addEventListener('change', () => {
    apply();
    const settings = [...new window.FormData(form)].filter(([, value]) => value);
    window.history.replaceState(null, '', `?${new URLSearchParams(settings)}${location.hash}`);
  });
}
