// Pictures that go by a TURN server: where nothing else gets through, and where that server dies.
import { describe } from 'node:test';
import { row } from '../support/fault.mjs';
import { isAsBefore, last, meetUp, startApart } from '../support/scene.mjs';
import { framesBack, framesBetween, marksOf, sawAfter, showsNow, story, tileReconnects } from '../support/timeline.mjs';
import { press, roomHas, seeAndHear } from '../support/rooms.mjs';
import { secret, startCoturn } from '../server/coturn.mjs';
import { freePort } from '../server/stun-client.mjs';

/** The relays are on one machine of a private network here, which the configuration that is handed out forbids. */
const configuration = `use-auth-secret\nstatic-auth-secret=${secret}\nrealm=r\nno-cli`;
const needs = ['namespaces', 'coturn'];
const names = ['Ada', 'Bob'];

describe('a TURN server', () => {
  row('M6', 'no UDP at all, TURN over TCP', { needs }, async (t, findings) => {
    const { ada, bob, pages } = await startApart(t, {
      server: async ({ host }) => {
        const { port } = await startCoturn(t, `${configuration}\nno-udp`, { host });
        return { turnSecret: secret, turnUrls: [`turn:${host}:${port}?transport=tcp`] };
      },
      before: ({ machines }) => machines.forEach((machine) => machine.loseUDP()),
    });
    await press(ada, 'rtc-open-button');
    await roomHas(ada, 'state', 'connected');
    const from = Date.now();
    await press(bob, 'rtc-join-button');
    await seeAndHear(pages);
    const frames = await framesBack(pages, from);

    for (const [index, page] of pages.entries()) {
      findings.within(8000, `frames at ${names[index]}`, frames[index]);
      const { candidateType, relayProtocol } = await way(page);
      findings.same(`way of ${names[index]}`, [candidateType, relayProtocol], ['relay', 'tcp']);
    }
    const before = await Promise.all(pages.map(showsNow));
    await isAsBefore(findings, pages, before);
  });

  row('M7', 'TURN server killed, another one told 2 s later', { needs }, async (t, findings) => {
    const ports = [];
    // Read by the server for each of its answers.
    const turnUrls = [];
    let first;
    const { network, ada, bob, pages } = await startApart(t, {
      attributes: 'audio video relay-only',
      server: async ({ host }) => {
        ports.push(await freePort(host), await freePort(host));
        first = await startCoturn(t, configuration, { host, port: ports[0] });
        turnUrls.push(`turn:${host}:${ports[0]}`);
        return { turnSecret: secret, turnUrls };
      },
    });
    await meetUp(ada, bob);
    const before = await Promise.all(pages.map(showsNow));
    const old = await Promise.all(pages.map(relayOf));

    const killedAt = Date.now();
    await first.kill();
    await last(2000);
    await startCoturn(t, configuration, { host: network.host, port: ports[1] });
    turnUrls[0] = `turn:${network.host}:${ports[1]}`;
    const up = Date.now();
    const badges = await Promise.all(pages.map((page) => sawAfter(page, killedAt, tileReconnects, 10_000)));
    const frames = await framesBack(pages, up);

    for (const [index, page] of pages.entries()) {
      findings.within(3000, `badge at ${names[index]}`, badges[index]);
      findings.within(10_000, `frames at ${names[index]}`, frames[index] + up - killedAt);
      findings.count(0, 'frames without a server', await framesBetween(page, killedAt + 1500, up));
      const [restart] = await marksOf(page, 'restart', killedAt);
      findings.note(restart ? `restart after ${(restart.at - killedAt) / 1000} s` : 'no restart');
    }
    for (const [index, page] of pages.entries()) {
      const { url } = await way(page);
      findings.holds(`the relay is on the second server, not ${url}`, url?.includes(`:${ports[1]}`));
      const { urls, username } = await relayOf(page);
      findings.same(
        `relays known to ${names[index]}`,
        [old[index].urls, urls],
        ports.map((port) => [`turn:${network.host}:${port}`]),
      );
      findings.holds(`fresh credentials, not ${username} again`, username && username !== old[index].username);
    }
    await isAsBefore(findings, pages, before);
    for (const [index, page] of pages.entries()) t.diagnostic(`${names[index]}: ${await story(page, killedAt)}`);
  });
});

/** The relay that the page's connection was told, and its name there. */
function relayOf(page) {
  return page.evaluate(() => {
    const peer = window.__peers.findLast(({ connectionState }) => connectionState === 'connected');
    const { urls, username } = peer.getConfiguration().iceServers.find(({ credential }) => credential);
    return { urls, username };
  });
}

/** How the page's own end of the way in use reaches the others. */
function way(page) {
  return page.evaluate(async () => {
    const peer = window.__peers.findLast(({ connectionState }) => connectionState === 'connected');
    const reports = await peer.getStats();
    const { selectedCandidatePairId } = [...reports.values()].find(({ type }) => type === 'transport');
    const { candidateType, relayProtocol, url } = reports.get(reports.get(selectedCandidatePairId).localCandidateId);
    return { candidateType, relayProtocol, url };
  });
}
