/** What a line tells. `closed` is the last thing it says, and says it once. */
export interface LineHost {
  opened(): void;
  received(text: string): void;
  /** `reason` as socket.io names it, such as `transport close`. */
  closed(reason: string, cause?: unknown): void;
}

/** Text to and from an Engine.IO server: https://socket.io/docs/v4/engine-io-protocol/ (revision 4). */
export interface Line {
  send(text: string): void;
  /** Ends the line, which then says `closed`. */
  close(reason: string): void;
  /** Nothing has come for longer than the server allows. A page that slept may know before its timer fires. */
  readonly isSilent: boolean;
}

/**
 * Opens a line to `url`, the address of the Engine.IO endpoint with all its parameters; a WebSocket if one passes, unless
 * it is to poll. One that `asks` begins only when the server gives a request any answer.
 */
export function openLine(url: URL, polls: boolean, asks: boolean, host: LineHost): Line {
  let line: { send(text: string): void; close(): void } | undefined;
  /** Milliseconds without a ping after which the server is gone. */
  let patience = 0;
  let deadline = Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOpen = false;
  let isOver = false;

  const close = (reason: string, cause?: unknown): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    line?.close();
    host.closed(reason, cause);
  };
  const open = (): void => {
    isOpen = true;
    host.opened();
  };

  /** Where no WebSocket passes, the library's own engine is loaded and polls. */
  const poll = async (): Promise<void> => {
    try {
      const { Socket } = await import('./polling.js');
      if (isOver) return;
      const query = Object.fromEntries(url.searchParams);
      const engine = new Socket(url.origin, { path: url.pathname, query, transports: ['polling'] });
      line = engine;
      engine.on('open', open);
      engine.on('data', (text: unknown) => !isOver && host.received(String(text)));
      engine.on('close', close);
      engine.on('error', (error) => close('transport error', error));
    } catch (error) {
      close('transport error', error);
    }
  };

  const receive = (webSocket: WebSocket, type: string, text: string): void => {
    if (type === '0') {
      const { pingInterval, pingTimeout } = JSON.parse(text) as { pingInterval: number; pingTimeout: number };
      patience = pingInterval + pingTimeout;
      open();
    } else if (type === '1') {
      close('transport close');
    } else if (type === '2') {
      webSocket.send('3');
    } else if (type === '4') {
      host.received(text);
    }
    clearTimeout(timer);
    if (isOver) return;
    deadline = Date.now() + patience;
    timer = setTimeout(close, patience, 'ping timeout');
  };

  const begin = (): void => {
    const address = new URL(url);
    address.protocol = address.protocol.replace('http', 'ws');
    address.searchParams.set('EIO', '4');
    address.searchParams.set('transport', 'websocket');
    const webSocket = new WebSocket(address);
    line = { send: (text) => webSocket.send(`4${text}`), close: () => webSocket.close() };
    webSocket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && !isOver) receive(webSocket, data[0], data.slice(1));
    };
    webSocket.onclose = (event) => {
      if (isOpen) close('transport close', event);
      else if (!isOver) void poll();
    };
  };

  const start = async (): Promise<void> => {
    try {
      if (asks) await fetch(url, { mode: 'no-cors' });
    } catch (error) {
      return close('transport error', error);
    }
    if (isOver) return;
    try {
      begin();
    } catch {
      // The page's policy forbids it: polling may be allowed.
      void poll();
    }
  };

  void (polls ? poll() : start());

  return {
    send: (text) => line?.send(text),
    close,
    get isSilent() {
      return Date.now() > deadline;
    },
  };
}
