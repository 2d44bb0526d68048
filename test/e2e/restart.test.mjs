// The server dies and comes back on the same port: nobody notices more than a short "reconnecting".
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { waitInPage } from '../support/conditions.mjs';
import { peers } from '../support/media.mjs';
import { noProblems, plainPage, visitFor } from '../support/rooms.mjs';
import { startPages, startServer } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

describe('a server that restarts on the same port', { timeout: 120_000 }, () => {
  const world = provide({ browser: launchChromium, files: startServer });

  /** Three pages in a room of the server at `url`; the first one opened it. */
  async function threePages(t, url) {
    const pages = await startPages({ '/': plainPage(world.files.url, '') });
    t.after(() => pages.close());
    const three = [];
    for (const act of ['open', 'join', 'join']) {
      const page = await visitFor(t, world.browser, pages.url);
      await page.evaluate(
        async (socketURL, method) => {
          window.connection = new window.RtcElements.ConnectionController({ socketURL, session: { data: true } });
          window.statuses = [];
          window.connection.subscribe(() => window.statuses.push(window.connection.state.status));
          await window.connection[method]('restart');
        },
        url,
        act,
      );
      three.push(page);
    }
    await allTogether(three);
    return three;
  }

  /** Waits until each page knows the others and is connected with them; gives what each knows. */
  async function allTogether(pages) {
    for (const page of pages) {
      await waitInPage(
        page,
        (count) => {
          const { status, participants } = window.connection.state;
          const isThere = ({ isLocal, connection }) => isLocal || connection === 'connected';
          return status === 'connected' && participants.length === count && participants.every(isThere);
        },
        { args: [pages.length] },
      );
    }
    return Promise.all(
      pages.map((page) =>
        page.evaluate(() => {
          const { roomId, isOwner, participants } = window.connection.state;
          const owner = participants.find((one) => one.isOwner)?.userid;
          return { roomId, isOwner, owner, userids: participants.map(({ userid }) => userid).sort() };
        }),
      ),
    );
  }

  /** Waits until each page has noticed the loss. */
  async function allReconnecting(pages) {
    for (const page of pages) await waitInPage(page, () => window.statuses.includes('reconnecting'));
  }

  it('has the same room, the same people and the same owner, and their calls went on', async (t) => {
    let server = await startServer();
    t.after(() => server.close());
    const { url } = server;
    const port = Number(new URL(url).port);
    const pages = await threePages(t, url);
    const before = await allTogether(pages);
    const peersBefore = await Promise.all(pages.map(peers));

    await server.close();
    await allReconnecting(pages);
    server = await startServer({ port });

    const afterwards = await allTogether(pages);
    assert.deepEqual(afterwards, before);
    assert.deepEqual(
      afterwards.map(({ isOwner }) => isOwner),
      [true, false, false],
    );
    assert.equal(server.stats().rooms, 1);
    assert.equal(server.stats().members, 3);
    assert.deepEqual(await Promise.all(pages.map(peers)), peersBefore);
    noProblems(...pages);
  });

  it('is opened again by one of the others when the owner does not return', async (t) => {
    let server = await startServer();
    t.after(() => server.close());
    const { url } = server;
    const port = Number(new URL(url).port);
    const [owner, ...rest] = await threePages(t, url);

    await server.close();
    await allReconnecting(rest);
    await owner.close();
    server = await startServer({ port });

    const afterwards = await allTogether(rest);
    assert.equal(afterwards.filter(({ isOwner }) => isOwner).length, 1);
    assert.equal(afterwards[0].owner, afterwards[1].owner);
    assert.deepEqual(afterwards[0].userids, afterwards[1].userids);
    assert.equal(server.stats().rooms, 1);
    noProblems(...rest);
  });
});
