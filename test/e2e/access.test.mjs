// A whole meeting by keyboard and screen reader: nothing is looked at but the accessibility tree, nothing is clicked.
import { describe, it } from 'node:test';
import { launchChromium } from '../support/browsers.mjs';
import { noProblems, plainPage, visitFor } from '../support/rooms.mjs';
import { readScreen } from '../support/screen-reader.mjs';
import { startServer, startSite } from '../support/servers.mjs';
import { provide } from '../support/world.mjs';

/** The host of the server takes its time to answer who may enter, while there is a gate. */
const host = { gate: Promise.resolve() };

describe('a meeting by keyboard and screen reader', { timeout: 120_000 }, () => {
  const world = provide({
    browser: launchChromium,
    server: () => startServer({ authorize: () => host.gate.then(() => true) }),
    site: startSite,
  });

  async function visitor(t) {
    const room = `<main><h1>Standup</h1>
<rtc-room socket-url="${world.server.url}" room-id="standup" audio video confirm-leave></rtc-room></main>`;
    const page = await visitFor(t, world.browser, world.site.add(plainPage(world.server.url, room)));
    return [page, await readScreen(page)];
  }

  it('is entered, held, left, ended and entered again', async (t) => {
    const [[adaPage, ada], [bobPage, bob]] = await Promise.all([visitor(t), visitor(t)]);

    // The lobby: own picture, name and devices.
    await ada.finds('button', 'Open room');
    await ada.breaksNoRule('lobby');
    await ada.presses('button', 'Check camera and microphone');
    await ada.focusIsOn('group', 'Your picture');
    await ada.presses('button', 'Camera', 'Space');
    await ada.focusIsOn('button', 'Camera', { pressed: 'false' });
    await ada.press('Space');
    await ada.focusIsOn('button', 'Camera', { pressed: 'true' });
    await ada.presses('DisclosureTriangle', 'Devices');
    await ada.focusIsOn('DisclosureTriangle', 'Devices', { expanded: true });
    await ada.goTo('combobox', 'Microphone');
    await ada.press('ArrowDown');
    await ada.focusIsOn('combobox', 'Microphone', { value: 'Fake Audio Input 2' });
    await ada.breaksNoRule('lobby with devices');
    await ada.goTo('textbox', 'Your name', { key: 'Shift+Tab' });
    await ada.type('Ada');

    // The way in, which can be left.
    let open;
    host.gate = new Promise((resolve) => (open = resolve));
    await ada.press('Enter');
    await ada.focusIsOn('region', 'People in the room');
    await ada.breaksNoRule('connecting');
    await ada.presses('button', 'Cancel');
    await ada.focusIsOn('heading', 'Ready to join?');
    await ada.presses('button', 'Open room');
    await ada.goTo('button', 'Cancel');
    open();
    await ada.focusIsOn('region', 'People in the room');
    await ada.hears('You are in the room.');
    await ada.breaksNoRule('alone in the call');

    // Somebody else comes.
    await bob.goTo('textbox', 'Your name');
    await bob.type('Bob');
    await bob.presses('button', 'Join room', 'Space');
    await bob.focusIsOn('region', 'People in the room');
    await ada.hears('Bob joined.');
    await ada.finds('group', 'Bob');
    await ada.keepsFocus();
    await ada.breaksNoRule('two in the call');

    // The menu of a tile.
    await ada.presses('button', 'Options: Bob');
    await ada.focusIsOn('menuitemcheckbox', 'Mute for me');
    await ada.breaksNoRule('menu');
    await ada.press('ArrowDown');
    await ada.focusIsOn('menuitemcheckbox', 'Pin', { checked: 'false' });
    await ada.press('Enter');
    await ada.focusIsOn('button', 'Options: Bob');
    await ada.press('Space');
    await ada.focusIsOn('menuitemcheckbox', 'Mute for me');
    await ada.press('ArrowDown');
    await ada.focusIsOn('menuitemcheckbox', 'Pin', { checked: 'true' });
    await ada.press('Escape');
    await ada.focusIsOn('button', 'Options: Bob');

    // The toolbar: one stop of the Tab key, arrows between the controls.
    await ada.presses('button', 'Turn microphone off', 'Space');
    await ada.focusIsOn('button', 'Turn microphone on');
    await bob.finds('group', 'Ada, microphone off');
    await ada.breaksNoRule('muted');
    await ada.press('Enter');
    await ada.focusIsOn('button', 'Turn microphone off');
    await bob.finds('group', 'Ada');
    for (const name of ['Turn camera off', 'Share screen', 'Raise hand', 'Change to the speaker layout']) {
      await ada.press('ArrowRight');
      await ada.focusIsOn('button', name);
    }
    await ada.press('Enter');
    await ada.focusIsOn('button', 'Change to the focus layout');
    await ada.press('ArrowLeft');
    await ada.focusIsOn('button', 'Raise hand');
    await ada.press('End');
    await ada.focusIsOn('button', 'Leave');
    await ada.press('ArrowRight');
    await ada.focusIsOn('button', 'Turn microphone off');

    // Leaving, after a question, and coming back.
    await bob.goTo('button', 'Turn microphone off');
    await bob.press('End');
    await bob.press('Enter');
    await bob.finds('dialog', 'Leave this room?');
    await bob.breaksNoRule('question');
    await bob.presses('button', 'Stay');
    await bob.lacks('dialog', 'Leave this room?');
    await bob.focusIsOn('button', 'Leave');
    await bob.press('Enter');
    await bob.finds('dialog', 'Leave this room?');
    await bob.presses('button', 'Leave');
    await bob.focusIsOn('heading', 'You have left the room.');
    await bob.hears('You have left the room.');
    await ada.hears('Bob left.');
    await ada.keepsFocus();
    await bob.breaksNoRule('left');
    await bob.presses('button', 'Join room');
    await bob.focusIsOn('region', 'People in the room');
    await ada.hears('Bob joined.');

    // The end for all, and the same room once more.
    await ada.press('End');
    await ada.press('Enter');
    await ada.presses('button', 'End for everybody');
    for (const person of [ada, bob]) {
      await person.focusIsOn('heading', 'The room has been closed.');
      await person.hears('The room has been closed.');
    }
    await bob.breaksNoRule('ended');
    await bob.presses('button', 'Join again');
    await bob.finds('toolbar', 'Call controls');
    await bob.focusIsOn('region', 'People in the room');
    await ada.presses('button', 'Join again');
    await ada.finds('group', 'Bob');
    await bob.hears('Ada joined.');
    noProblems(adaPage, bobPage);
  });
});
