export interface LinksHost {
  /** Any state of the connection is another one. */
  stateChanged(userid: string, connection: RTCPeerConnection): void;
  channelOpened(userid: string, channel: RTCDataChannel): void;
  channelFailed(userid: string): void;
}

interface Link {
  readonly connection: RTCPeerConnection;
  channel?: RTCDataChannel;
}

/** The connections that the engine makes, and the one data channel of each, for pages that want to look at them. */
export class Links {
  readonly #host: LinksHost;
  readonly #links = new Map<string, Link>();

  constructor(host: LinksHost) {
    this.#host = host;
  }

  connection(userid: string): RTCPeerConnection | undefined {
    return this.#links.get(userid)?.connection;
  }

  /** The channel, while it is open. */
  channel(userid: string): RTCDataChannel | undefined {
    const channel = this.#links.get(userid)?.channel;
    return channel?.readyState === 'open' ? channel : undefined;
  }

  forget(userid: string): void {
    this.#links.delete(userid);
  }

  /** A connection that was just made; it takes the place of the one before. */
  add(userid: string, connection: RTCPeerConnection): void {
    const link: Link = { connection };
    this.#links.set(userid, link);
    const changed = () => {
      if (this.#links.get(userid) === link) this.#host.stateChanged(userid, connection);
    };
    connection.addEventListener('iceconnectionstatechange', changed);
    connection.addEventListener('signalingstatechange', changed);
    // The engine makes one channel or takes one; nobody tells of the first kind.
    const create = connection.createDataChannel.bind(connection);
    connection.createDataChannel = (...values) => {
      const channel = create(...values);
      this.#watch(userid, link, channel);
      return channel;
    };
    connection.addEventListener('datachannel', ({ channel }) => this.#watch(userid, link, channel));
  }

  #watch(userid: string, link: Link, channel: RTCDataChannel): void {
    if (link.channel) return;
    link.channel = channel;
    const opened = () => {
      if (this.#links.get(userid) === link) this.#host.channelOpened(userid, channel);
    };
    channel.addEventListener('error', () => this.#host.channelFailed(userid));
    // One that comes from the other side may be open already; the engine takes it later in this task.
    if (channel.readyState === 'open') setTimeout(opened);
    else channel.addEventListener('open', opened, { once: true });
  }
}
