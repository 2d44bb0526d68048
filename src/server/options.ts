import { readFileSync } from 'node:fs';
import type { IceServer } from '../wire.js';
import { isLoopback } from './address.js';
import type { Authorize } from './authorize.js';
import { defaultRateLimits, type RateLimits } from './limits.js';

/** Milliseconds. Change them in tests only: clients count on them. */
export interface Timings {
  /** Between two pings of the server. */
  pingInterval: number;
  /** For the answer to a ping. */
  pingTimeout: number;
  /** After a closed transport, until the others are told. */
  transportGrace: number;
  /** After a ping timeout, until the others are told. */
  silenceGrace: number;
  /** For which id and proof are held for one whose socket is lost. */
  hold: number;
  /** For which an old socket may be silent when somebody else asks for its id. */
  probe: number;
  /** After a stock page's last goodbye to another person, until it has left the room. */
  goodbye: number;
  /** For which a question to be let in is held while the owner has not decided, before it is to be asked again. */
  knockPoll: number;
  /** After which one who knocks and asks no more has gone. */
  knockPatience: number;
  /** After which one whom the owner has not answered is refused. */
  knockLimit: number;
}

/** Options of {@link createSignalingServer}. What is not given is read from the environment variable in brackets. */
export interface ServerOptions {
  /** `PORT`, 9001; 0: any free one. */
  port?: number;
  /** `HOST`, 127.0.0.1. Bound to loopback, pages of loopback may connect. */
  host?: string;
  /** `RTC_ORIGINS`, a comma list: origins of pages that may connect; `*`: all. */
  origins?: string[];
  /** `RTC_PUBLIC_URL`: where browsers find this server; pages of that origin may connect. */
  publicUrl?: string;
  /** `RTC_TRUST_PROXY`: clients' addresses are read from `X-Forwarded-For`. */
  trustProxy?: boolean;
  /** `RTC_MAX_SOCKETS_PER_ADDRESS`, 200. */
  maxSocketsPerAddress?: number;
  /** `RTC_ICE_SERVERS`, JSON: told to everybody who enters a room. */
  iceServers?: IceServer[];
  /** `RTC_TURN_SECRET`: coturn's `static-auth-secret`; never sent. */
  turnSecret?: string;
  /** `RTC_TURN_URLS`, a comma list: `turn:` addresses that take this secret. */
  turnUrls?: string[];
  /**
   * `RTC_STUN_PORT`: UDP port on which the server answers STUN itself and which it names to everybody who enters a room;
   * 0, the default: it does not. The variable is not read while the server is bound to loopback, where nobody needs it.
   */
  stunPort?: number;
  /** `RTC_TLS_CERT`: path of a PEM file, or PEM itself. */
  tlsCert?: string;
  /** `RTC_TLS_KEY`: path of a PEM file, or PEM itself. */
  tlsKey?: string;
  /** The host's word on who may open and join. */
  authorize?: Authorize;
  /** Takes one line for what an operator should know; silent by default. */
  log?: (line: string) => void;
  /** Rates to change, see {@link defaultRateLimits}. */
  rates?: Partial<RateLimits>;
  /** Timings to change, see {@link defaultTimings}. */
  timings?: Partial<Timings>;
}

/** All options, decided. */
export interface Settings extends Required<
  Omit<ServerOptions, 'publicUrl' | 'turnSecret' | 'authorize' | 'rates' | 'timings'>
> {
  publicUrl?: string;
  turnSecret?: string;
  authorize?: Authorize;
  rates: RateLimits;
  timings: Timings;
}

/** Timings of a server that was told none. */
export const defaultTimings: Timings = {
  pingInterval: 5000,
  pingTimeout: 5000,
  transportGrace: 2500,
  silenceGrace: 20_000,
  hold: 20_000,
  probe: 1000,
  goodbye: 500,
  knockPoll: 3000,
  knockPatience: 10_000,
  knockLimit: 300_000,
};

/** Options win over the environment, the environment over the defaults. Throws an `Error` that names what is wrong. */
export function resolveOptions(options: ServerOptions, env: NodeJS.ProcessEnv): Settings {
  const settings: Settings = {
    port: options.port ?? wholeNumber('PORT', env.PORT, 9001, 0, 65_535),
    host: options.host ?? (env.HOST || '127.0.0.1'),
    origins: options.origins ?? list(env.RTC_ORIGINS),
    publicUrl: options.publicUrl ?? (env.RTC_PUBLIC_URL || undefined),
    trustProxy: options.trustProxy ?? isYes(env.RTC_TRUST_PROXY),
    maxSocketsPerAddress:
      options.maxSocketsPerAddress ??
      wholeNumber('RTC_MAX_SOCKETS_PER_ADDRESS', env.RTC_MAX_SOCKETS_PER_ADDRESS, 200, 1, Number.MAX_SAFE_INTEGER),
    iceServers: options.iceServers ?? iceServers(env.RTC_ICE_SERVERS),
    turnSecret: options.turnSecret ?? (env.RTC_TURN_SECRET || undefined),
    turnUrls: options.turnUrls ?? list(env.RTC_TURN_URLS),
    stunPort: 0,
    tlsCert: pem(options.tlsCert ?? env.RTC_TLS_CERT ?? ''),
    tlsKey: pem(options.tlsKey ?? env.RTC_TLS_KEY ?? ''),
    authorize: options.authorize,
    log: options.log ?? (() => undefined),
    rates: { ...defaultRateLimits, ...options.rates },
    timings: { ...defaultTimings, ...options.timings },
  };
  const stunPort = wholeNumber('RTC_STUN_PORT', env.RTC_STUN_PORT, 0, 0, 65_535);
  settings.stunPort = options.stunPort ?? (isLoopback(settings.host) ? 0 : stunPort);
  if (stunPort > 0 && settings.stunPort === 0)
    settings.log('RTC_STUN_PORT is not used: the server is bound to loopback');
  if (settings.publicUrl && !URL.canParse(settings.publicUrl)) throw new Error('RTC_PUBLIC_URL is not a URL');
  if (Boolean(settings.tlsCert) !== Boolean(settings.tlsKey)) {
    throw new Error('RTC_TLS_CERT and RTC_TLS_KEY are needed together');
  }
  return settings;
}

function wholeNumber(name: string, value: string | undefined, fallback: number, min: number, max: number): number {
  if (value === undefined || value.trim() === '') return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < min || number > max) throw new Error(`${name} is not a whole number`);
  return number;
}

function list(value: string | undefined): string[] {
  return (value ?? '').split(',').flatMap((item) => item.trim() || []);
}

function isYes(value: string | undefined): boolean {
  return /^(1|true|yes|on)$/i.test(value ?? '');
}

function iceServers(value: string | undefined): IceServer[] {
  if (!value) return [];
  const wrong = new Error('RTC_ICE_SERVERS is not a JSON array of objects with `urls`');
  try {
    const servers: unknown = JSON.parse(value);
    if (Array.isArray(servers) && servers.every((server) => server?.urls)) return servers as IceServer[];
  } catch (cause) {
    wrong.cause = cause;
  }
  throw wrong;
}

function pem(value: string): string {
  return value === '' || value.includes('-----BEGIN') ? value : readFileSync(value, 'utf8');
}
