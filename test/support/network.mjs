// Machines with a network between them, made of network namespaces: what is cut here is cut for real, and in silence.
// All of it happens in a namespace of the test run's own, see scripts/test-faults.mjs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHeadlessShell } from '../../scripts/find-browser.mjs';
import { launchChromium } from './browsers.mjs';

/** A name of the host that makes pages from there trusted with devices, for its last part. */
export const trusted = 'host.localhost';
const nobody = '02:00:00:00:00:99';
let count = 0;

/** Runs `ip` or `tc`: `ip('-n', 'a', 'link', 'show')`. */
const run = (command, args) => execFileSync(command, args.map(String), { encoding: 'utf8' });
const ip = (...args) => run('ip', args);
const tc = (...args) => run('tc', args);

/**
 * Two machines, each with one cable into a switch on which this process is `host`. Servers listen there; browsers run on
 * the machines. It ends with the test.
 */
export function startNetwork(t) {
  const number = ++count;
  const host = `10.77.${number}.254`;
  const [bridge, second] = [`lan${number}`, `mobile${number}`];
  ip('link', 'add', bridge, 'type', 'bridge');
  ip('addr', 'add', `${host}/24`, 'dev', bridge);
  ip('link', 'set', bridge, 'up');
  t.after(() => ip('link', 'del', bridge));
  const folder = mkdtempSync(join(tmpdir(), 'machines-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));

  const machines = [1, 2].map((index) => {
    const name = `m${number}-${index}`;
    const cable = `cable${number}-${index}`;
    const address = `10.77.${number}.${index}`;
    ip('netns', 'add', name);
    t.after(() => ip('netns', 'del', name));
    // Without IPv6 and loopback there is one way only between two browsers.
    ip('netns', 'exec', name, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6');
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'e0', 'netns', name);
    t.after(() => ip('link', 'del', cable));
    ip('link', 'set', cable, 'master', bridge, 'up');
    ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'e0');
    ip('-n', name, 'link', 'set', 'e0', 'up');
    ip('-n', name, 'route', 'add', 'default', 'via', host);
    return new Machine({ name, cable, address, host, folder });
  });
  const [one, two] = machines;

  return {
    host,
    machines,
    /** The direct path is lost in silence; each still reaches the host. */
    cutDirectPath() {
      one.forget(two);
      two.forget(one);
    },
    mendDirectPath() {
      one.remember(two);
      two.remember(one);
    },
    /** Nothing reaches or leaves either of them. */
    silence() {
      for (const machine of machines) machine.silence();
    },
    widen() {
      for (const machine of machines) machine.widen();
    },
    /** Each send to the other is an error at once. */
    forbidDirectPath() {
      for (const [from, to] of [machines, [two, one]]) ip('-n', from.name, 'route', 'add', 'blackhole', to.address);
    },
    allowDirectPath() {
      for (const [from, to] of [machines, [two, one]]) ip('-n', from.name, 'route', 'del', 'blackhole', to.address);
    },
    /** A second switch, through which `one` reaches the first one after {@link moveToMobile}. */
    addMobile() {
      const cable = `air${number}`;
      const gateway = `10.78.${number}.254`;
      ip('link', 'add', second, 'type', 'bridge');
      t.after(() => ip('link', 'del', second));
      ip('addr', 'add', `${gateway}/24`, 'dev', second);
      ip('link', 'set', second, 'up');
      writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
      ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'e1', 'netns', one.name);
      t.after(() => ip('link', 'del', cable));
      ip('link', 'set', cable, 'master', second, 'up');
    },
    /** The interface of `one` is another one from now on. */
    moveToMobile() {
      ip('-n', one.name, 'addr', 'add', `10.78.${number}.1/24`, 'dev', 'e1');
      ip('-n', one.name, 'link', 'set', 'e1', 'up');
      ip('-n', one.name, 'link', 'set', 'e0', 'down');
      ip('-n', one.name, 'route', 'add', 'default', 'via', `10.78.${number}.254`);
    },
  };
}

/** One machine of the network. */
class Machine {
  #cable;
  #host;
  #folder;

  constructor({ name, cable, address, host, folder }) {
    this.name = name;
    this.address = address;
    this.#cable = cable;
    this.#host = host;
    this.#folder = folder;
  }

  /** Starts Chromium on this machine, where {@link trusted} names the host. */
  async launch(t, options) {
    const wrapper = join(this.#folder, this.name);
    writeFileSync(wrapper, `#!/bin/sh\nexec ip netns exec ${this.name} '${findHeadlessShell()}' "$@"\n`, {
      mode: 0o755,
    });
    const args = [`--host-resolver-rules=MAP ${trusted} ${this.#host}`];
    const browser = await launchChromium({ executablePath: wrapper, pipe: true, args, ...options });
    t.after(() => browser.close());
    return browser;
  }

  /** What is sent to another machine goes to nobody. */
  forget({ address }) {
    ip('-n', this.name, 'neigh', 'replace', address, 'lladdr', nobody, 'dev', 'e0', 'nud', 'permanent');
  }

  remember({ address }) {
    ip('-n', this.name, 'neigh', 'del', address, 'dev', 'e0');
  }

  /** Nothing comes in or goes out any more. */
  silence() {
    this.#shape('rate', '8bit', 'burst', 1, 'limit', 1);
  }

  /** So many kbit a second and no more, in both directions. */
  narrow(rate) {
    this.#shape('rate', `${rate}kbit`, 'burst', 2000, 'limit', 3000);
  }

  /** Ends `silence` and `narrow`. */
  widen() {
    tc('-n', this.name, 'qdisc', 'del', 'dev', 'e0', 'root');
    tc('qdisc', 'del', 'dev', this.#cable, 'root');
  }

  /** What is sent by UDP goes to nobody. */
  loseUDP() {
    const nowhere = '10.77.0.99';
    ip('-n', this.name, 'neigh', 'replace', nowhere, 'lladdr', nobody, 'dev', 'e0', 'nud', 'permanent');
    ip('-n', this.name, 'route', 'add', 'default', 'via', nowhere, 'dev', 'e0', 'onlink', 'table', 100);
    ip('-n', this.name, 'rule', 'add', 'ipproto', 'udp', 'pref', 10, 'table', 100);
  }

  #shape(...settings) {
    tc('-n', this.name, 'qdisc', 'add', 'dev', 'e0', 'root', 'tbf', ...settings);
    tc('qdisc', 'add', 'dev', this.#cable, 'root', 'tbf', ...settings);
  }
}
