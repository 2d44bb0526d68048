// A page as those have it who neither see it nor use a mouse: its accessibility tree and the keyboard.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { waitFor } from './conditions.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Stops of the Tab key after which what is looked for is not to be reached. */
const mostStops = 40;

/** What a screen reader of this page would say, and what its keys do. */
export async function readScreen(page) {
  const session = await page.createCDPSession();
  await session.send('Accessibility.enable');
  return new ScreenReader(page, session);
}

class ScreenReader {
  #page;
  #session;

  constructor(page, session) {
    this.#page = page;
    this.#session = session;
  }

  /** Everything that is told, in its order: `{ role, name, description, value, …states, text }`. */
  async tree() {
    const { nodes } = await this.#session.send('Accessibility.getFullAXTree');
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    return nodes.filter(({ ignored }) => !ignored).map((node) => describe(node, byId));
  }

  /** Waits for something with this role and name (a text, or an expression) that is as `states` say. */
  async finds(role, name, states = {}) {
    let seen = [];
    return waitFor(
      async () => {
        seen = await this.tree();
        return seen.find((node) => node.role === role && fits(node.name, name) && hasStates(node, states));
      },
      { message: `${role} "${name}" ${JSON.stringify(states)}` },
    ).catch((error) => {
      const alike = seen.filter((node) => node.role === role || fits(node.name, name));
      throw new Error(`${error.message}; there is ${JSON.stringify(alike)}`, { cause: error });
    });
  }

  /** Nothing of this role and name is told any more. */
  async lacks(role, name) {
    await waitFor(async () => !(await this.tree()).some((node) => node.role === role && fits(node.name, name)), {
      message: `no ${role} "${name}"`,
    });
  }

  /** Waits until a live region says this. */
  async hears(text) {
    let said = [];
    await waitFor(
      async () => {
        said = (await this.tree()).filter(({ live }) => live).map((node) => node.text);
        return said.some((one) => one.includes(text));
      },
      { message: `"${text}" to be said` },
    ).catch((error) => {
      throw new Error(`${error.message}; said was ${JSON.stringify(said)}`, { cause: error });
    });
  }

  /** What has the focus; undefined: nothing but the page itself. */
  async focused() {
    return (await this.tree()).findLast(({ role, focused }) => focused && role !== 'RootWebArea');
  }

  /** Waits until something with this role and name has the focus, which can be seen there. */
  async focusIsOn(role, name, states = {}) {
    let node;
    await waitFor(
      async () => {
        node = await this.focused();
        return node?.role === role && fits(node.name, name) && hasStates(node, states);
      },
      { message: `the focus on ${role} "${name}" ${JSON.stringify(states)}` },
    ).catch((error) => {
      throw new Error(`${error.message}; it is on ${JSON.stringify(node)}`, { cause: error });
    });
    await this.#showsFocus(node);
  }

  /** The focus is on something that has a name, is visible and marked: never on the page itself. */
  async keepsFocus() {
    const node = await waitFor(() => this.focused(), { message: 'a focus that is not lost', timeout: 5000 });
    assert.notEqual(node.name, '', `${JSON.stringify(node)} has the focus and no name`);
    await this.#showsFocus(node);
    return node;
  }

  async press(key) {
    await this.#page.keyboard.press(key);
  }

  async type(text) {
    await this.#page.keyboard.type(text);
  }

  /** Goes there by Tab (or `key`); each stop on the way has a name and is seen. */
  async goTo(role, name, { key = 'Tab', states = {} } = {}) {
    await this.finds(role, name, states);
    const stops = [];
    for (let stop = 0; stop < mostStops; stop++) {
      const node = await this.focused();
      if (node) {
        assert.notEqual(node.name, '', `${JSON.stringify(node)} has the focus and no name`);
        await this.#showsFocus(node);
        if (node.role === role && fits(node.name, name)) return node;
      }
      stops.push(node ? `${node.role} "${node.name}"` : 'the page');
      if (key.includes('+')) await this.#pressTogether(key.split('+'));
      else await this.press(key);
    }
    throw new Error(`${role} "${name}" is not to be reached by ${key}: ${stops.join(', ')}`);
  }

  /** Goes there by Tab and presses it. */
  async presses(role, name, key = 'Enter') {
    await this.goTo(role, name);
    await this.press(key);
  }

  /** No rule of axe is broken on the page as it is, the size of targets among them. */
  async breaksNoRule(where) {
    const broken = await this.#page.evaluate(async (source) => {
      if (!window.axe) window.eval(source);
      const { violations } = await window.axe.run(document, {
        resultTypes: ['violations'],
        rules: { 'target-size': { enabled: true } },
      });
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
    }, axe);
    assert.deepEqual(broken, [], where);
  }

  async #pressTogether([held, key]) {
    await this.#page.keyboard.down(held);
    await this.press(key);
    await this.#page.keyboard.up(held);
  }

  /** What has the focus lies in the window, is covered by nothing, and shows that it has it. */
  async #showsFocus({ backendNodeId, ...node }) {
    const { object } = await this.#session.send('DOM.resolveNode', { backendNodeId });
    const { result } = await this.#session.send('Runtime.callFunctionOn', {
      objectId: object.objectId,
      functionDeclaration: `${lookAt}`,
      returnByValue: true,
      awaitPromise: true,
    });
    assert.deepEqual(result.value, [], `${JSON.stringify(node)} has the focus`);
  }
}

/** In the page, of an element that has the focus: what keeps people from seeing that. */
async function lookAt() {
  await Promise.all(this.getAnimations({ subtree: true }).map(({ finished }) => finished.catch(() => undefined)));
  const faults = [];
  const { left, top, width, height } = this.getBoundingClientRect();
  const isVisible = this.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  if (!isVisible || width < 2 || height < 2) faults.push('is not visible');
  const [x, y] = [left + width / 2, top + height / 2];
  if (x < 0 || y < 0 || x > window.innerWidth || y > window.innerHeight) faults.push('is outside of the window');
  let hit = document.elementFromPoint(x, y);
  for (let inner; (inner = hit?.shadowRoot?.elementFromPoint(x, y)) && inner !== hit;) hit = inner;
  const around = (node) => (node ? [node, ...around(node.assignedSlot ?? node.parentNode ?? node.host)] : []);
  if (!around(hit).includes(this) && !around(this).includes(hit)) faults.push(`is covered by a ${hit?.localName}`);
  const { outlineStyle, outlineWidth } = window.getComputedStyle(this);
  if (outlineStyle === 'none' || outlineWidth === '0px') faults.push('is not marked');
  return faults;
}

/** A node of the tree in few words. */
function describe(node, byId) {
  const { role, name, description, value, properties = [], backendDOMNodeId: backendNodeId } = node;
  const states = Object.fromEntries(properties.map(({ name: state, value: { value: is } }) => [state, is]));
  const { pressed, checked, expanded, disabled, focused, live } = states;
  const told = { pressed, checked, expanded, disabled, focused };
  return {
    role: role.value,
    name: name?.value ?? '',
    ...(description?.value && { description: description.value }),
    ...(value?.value !== undefined && { value: value.value }),
    ...Object.fromEntries(Object.entries(told).filter(([, is]) => is !== undefined && is !== false)),
    ...(live && live !== 'off' && { live, text: textOf(node, byId) }),
    backendNodeId,
  };
}

function textOf({ role, name, childIds = [] }, byId) {
  if (role?.value === 'StaticText') return name.value;
  return childIds.map((id) => (byId.has(id) ? textOf(byId.get(id), byId) : '')).join('');
}

function fits(text, wanted) {
  return wanted instanceof RegExp ? wanted.test(text) : text === wanted;
}

function hasStates(node, states) {
  return Object.entries(states).every(([state, value]) => node[state] === value);
}
