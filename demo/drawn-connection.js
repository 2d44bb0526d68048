// A connection that is only drawn: it is in the state that it is given, without a server, a camera or anybody else.

/** Nobody is in a room. */
const outside = {
  status: 'idle',
  roomId: undefined,
  isOwner: false,
  participants: [],
  error: undefined,
  asking: false,
  speaker: '',
  knocking: false,
  knocks: [],
};

/** What elements ask of a `ConnectionController`; switches do as they are told, the rest does nothing. */
export class DrawnConnection extends EventTarget {
  sessionid = 'tuesday-coffee';
  session = { audio: true, video: true };
  mediaConstraints = {};
  extra = {};
  password = '';
  muted = false;
  cameraOff = false;
  #facts;
  #isSlow;
  #listeners = new Set();

  /**
   * @param state What differs from being outside.
   * @param facts What is known of the room: `present`, `full`, `locked`; undefined: nothing yet.
   * @param isSlow What is asked for never ends.
   */
  constructor(state, { facts, isSlow = false, ...settings } = {}) {
    super();
    this.state = Object.freeze({ ...outside, ...state });
    this.#facts = facts;
    this.#isSlow = isSlow;
    Object.assign(this, settings);
  }

  patch(change) {
    this.state = Object.freeze({ ...this.state, ...change });
    queueMicrotask(() => this.#listeners.forEach((listener) => listener()));
  }

  subscribe(listener) {
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  watchPresence(roomId, listener) {
    if (this.#facts) listener({ roomId, present: false, full: false, locked: false, ...this.#facts });
    return () => undefined;
  }

  setMicrophone = (on) => this.#ends(() => this.#patchCamera({ audio: on ? 'on' : 'off' }));
  setCamera = (on) => this.#ends(() => this.#patchCamera({ video: on ? 'on' : 'off' }));

  setVolume(userid, volume) {
    const change = (one) => (one.userid === userid ? { ...one, volume } : one);
    this.patch({ participants: this.state.participants.map(change) });
  }

  admit = (userid) => this.refuse(userid);
  refuse = (userid) =>
    this.#ends(() => this.patch({ knocks: this.state.knocks.filter((one) => one.userid !== userid) }));

  connect() {}
  stopScreen() {}
  open = () => this.#ends();
  join = () => this.#ends();
  openOrJoin = () => this.#ends();
  leave = () => this.#ends();
  close = () => this.#ends();
  startDevices = () => this.#ends();
  startScreen = () => this.#ends();
  setDevice = () => this.#ends();
  flipCamera = () => this.#ends();
  askToMute = () => this.#ends();
  remove = () => this.#ends();

  #ends(act) {
    if (this.#isSlow) return new Promise(() => undefined);
    act?.();
    return Promise.resolve();
  }

  #patchCamera(change) {
    const streams = this.state.local.streams.map((info) => (info.source === 'camera' ? { ...info, ...change } : info));
    const local = { ...this.state.local, streams };
    this.patch({ local, participants: this.state.participants.map((one) => (one.isLocal ? local : one)) });
  }
}
