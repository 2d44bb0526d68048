// The people of the fault tests: pages with the elements, in one room, whose every moment is kept.
import { launchChromium } from './browsers.mjs';
import { untilMoving } from './media.mjs';
import { noProblems, plainPage, press, roomHas, seeAndHear, twoButtons, visitFor } from './rooms.mjs';
import { startServer, startSite } from './servers.mjs';
import { startNetwork, trusted } from './network.mjs';
import { isWhole, keepTimeline, longestGap, sawAfter, showsNow } from './timeline.mjs';

const roomId = 'faulty';

/** Pages come from here; scripts from the server at `scripts`, whose address is also the one to talk with by default. */
export async function startVisits(t, scripts, { host } = {}) {
  const site = await startSite({ host });
  t.after(() => site.close());
  const page = (html) => (host ? site.add(html).replace(host, trusted) : site.add(html));
  return {
    visit: (browser, name, { socketUrl = scripts, attributes = 'audio video', initScripts = [] } = {}) =>
      visitFor(
        t,
        browser,
        page(plainPage(scripts, twoButtons(socketUrl, { roomId, name, attributes }), { file: 'rtc-room' })),
        { initScripts: [keepTimeline, ...initScripts] },
      ),
  };
}

/** The first opens, the others join, and all see and hear each other. */
export async function meetUp(first, ...others) {
  await press(first, 'rtc-open-button');
  await roomHas(first, 'state', 'connected');
  for (const page of others) await press(page, 'rtc-join-button');
  const pages = [first, ...others];
  await seeAndHear(pages);
  await Promise.all(pages.map((page) => sawAfter(page, Date.now() - 200, isWhole(pages.length))));
}

/** A browser on this machine, which ends with the test. */
export async function startBrowser(t, options) {
  const browser = await launchChromium(options);
  t.after(() => browser.close());
  return browser;
}

/**
 * Ada and Bob, each on a machine of its own, in a call; the server is between them. `server` gives its options, `before` changes the
 * network when the pages are there; what else is given is for the pages. */
export async function startApart(t, { server: serverOptions, before, ...page } = {}) {
  const network = startNetwork(t);
  const server = await startServer({ host: network.host, origins: ['*'], ...(await serverOptions?.(network)) });
  t.after(() => server.close());
  const visits = await startVisits(t, server.url, { host: network.host });
  const [ada, bob] = await Promise.all(
    network.machines.map(async (machine, index) => {
      const browser = await machine.launch(t);
      return visits.visit(browser, ['Ada', 'Bob'][index], page);
    }),
  );
  before?.(network);
  return { network, server, ada, bob, pages: [ada, bob] };
}

/**
 * After a fault: the same people under the same ids on each page, a tile for each, and pictures that go on. Whoever was
 * away for longer than the grace has lost the room to another, and there is one owner all the same. A stock server tells
 * nobody of the owner: only that one knows.
 */
export async function isAsBefore(findings, pages, before, { owner = true, isStock = false } = {}) {
  await Promise.all(pages.map((page) => untilMoving(page, 10)));
  const now = await Promise.all(pages.map(showsNow));
  const compared = (shown) => (owner ? shown : { ...shown, people: shown.people.map(({ userid }) => userid) });
  findings.same('people and tiles', now.map(compared), before.map(compared));
  const owners = now.map(({ people }) => people.filter(({ isOwner }) => isOwner).map(({ userid }) => userid));
  const isOne = ([one, ...more]) => one === owners[0][0] && !more.length;
  findings.holds('one owner, the same for all', isStock ? owners.flat().length === 1 : owners.every(isOne));
  const ids = now.map(({ tiles }) => tiles);
  findings.count(0, 'doubled', ids.flatMap((list) => list.filter((id, index) => list.indexOf(id) !== index)).length);
  noProblems(...pages);
}

/** The picture on a page moved all the time between two moments, as far as a person can see. */
export async function pictureWentOn(findings, page, name, from, to) {
  findings.within(500, `next picture at ${name} at the latest`, await longestGap(page, from, to));
}

/** A fault lasts so long: it is nothing but time that passes. */
export const last = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Looks on for so long, where what must not come would come late, or where something is counted per time. */
export const watch = last;
