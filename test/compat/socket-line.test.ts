import { expect } from '@open-wc/testing';
import { Emitter } from '@socket.io/component-emitter';
import type { Socket } from 'socket.io-client';
import { SocketLine } from '../../src/compat/socket-line.js';

type Events = Record<string, (...values: unknown[]) => void>;
type FakeSocket = Emitter<Events, Events>;

function line(): { line: SocketLine; use: () => FakeSocket; opened: () => number } {
  let opened = 0;
  const made = new SocketLine({ open: () => opened++, close: () => undefined });
  const use = () => {
    const socket: FakeSocket = new Emitter();
    made.use(socket as unknown as Socket);
    return socket;
  };
  return { line: made, use, opened: () => opened };
}

describe('SocketLine', () => {
  it('hears each event once, over every socket that comes', () => {
    const { line: made, use } = line();
    const heard: unknown[] = [];
    made.on('news', (value: unknown) => heard.push(value));

    const first = use();
    first.emit('news', 1);
    const second = use();
    made.on('news', (value: unknown) => heard.push(-(value as number)));
    second.emit('news', 2);
    first.emit('news', 3);

    expect(heard).to.deep.equal([1, 2, -2]);
  });

  it('forgets what is taken off, and what was to be heard once', () => {
    const { line: made, use } = line();
    const socket = use();
    const heard: string[] = [];
    const kept = () => heard.push('kept');
    const removed = () => heard.push('removed');
    made
      .on('news', kept)
      .on('news', removed)
      .once('news', () => heard.push('once'))
      .off('news', removed);

    socket.emit('news');
    socket.emit('news');
    made.removeAllListeners('news');
    made.on('news', () => heard.push('again'));
    socket.emit('news');

    expect(heard).to.deep.equal(['kept', 'once', 'kept', 'again']);
  });

  it('opens a socket when something is to be sent', () => {
    const { line: made, opened } = line();

    made.emit('news', 1);

    expect(opened()).to.equal(1);
  });
});
