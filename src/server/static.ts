import { createReadStream, type Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The package, two levels above this file, in `src` as in `dist`. */
const packageRoot = fileURLToPath(new URL('../../', import.meta.url));
const socketIoClient = join(dirname(createRequire(import.meta.url).resolve('socket.io/package.json')), 'client-dist');

/** Scripts that pages of other origins load; a page under `Cross-Origin-Embedder-Policy` needs the second one. */
const crossOrigin = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webm': 'video/webm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

interface Place {
  /** Folder out of which nothing is served. */
  root: string;
  path: string;
  headers: Readonly<Record<string, string>>;
}

/** Answers a request for a file: the built scripts, socket.io's own, the demo, and `/healthz`. */
export async function serveFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return answer(response, 405, 'Method not allowed');
  }
  const path = pathOf(request.url ?? '');
  if (path === undefined) return answer(response, 400, 'Bad request');
  if (path === '/healthz') return answer(response, 200, 'ok');
  const place = placeOf(path);
  const file = await find(place);
  if (!file) return answer(response, 404, 'Not found');
  send(request, response, file, place.headers);
}

/** True for a path that {@link serveFile} answers although it lies in socket.io's folder. */
export const isClientScript = (url: string): boolean => /^\/socket\.io\/socket\.io[\w.]*\.js(\.map)?(\?|$)/.test(url);

/** Ends a response with a short text. */
export function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
  });
  response.end(`${text}\n`);
}

/** The decoded path; undefined when it is malformed or steps where it should not: up, or into a hidden file. */
function pathOf(url: string): string | undefined {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0]!);
    const isSafe =
      path.startsWith('/') &&
      !path.includes('//') &&
      !/[\0\\]/.test(path) &&
      !path.split('/').some((part) => part.startsWith('.'));
    return isSafe ? path : undefined;
  } catch {
    return undefined;
  }
}

function placeOf(path: string): Place {
  if (path.startsWith('/dist/')) {
    return { root: join(packageRoot, 'dist'), path: path.slice('/dist'.length), headers: crossOrigin };
  }
  if (path.startsWith('/socket.io/')) {
    return { root: socketIoClient, path: path.slice('/socket.io'.length), headers: crossOrigin };
  }
  return { root: join(packageRoot, 'demo'), path: path.endsWith('/') ? `${path}index.html` : path, headers: {} };
}

async function find({ root, path }: Place): Promise<{ path: string; stats: Stats } | undefined> {
  try {
    // Links are followed first, so that none leads out of the folder.
    const [real, folder] = await Promise.all([realpath(join(root, path)), realpath(root)]);
    const stats = await stat(real);
    return real.startsWith(folder + sep) && stats.isFile() ? { path: real, stats } : undefined;
  } catch {
    return undefined;
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { path, stats }: { path: string; stats: Stats },
  headers: Readonly<Record<string, string>>,
): void {
  const tag = `"${stats.size.toString(36)}-${Math.floor(stats.mtimeMs).toString(36)}"`;
  const isKnown = request.headers['if-none-match'] === tag;
  response.writeHead(isKnown ? 304 : 200, {
    ...headers,
    'Content-Type': contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
    ETag: tag,
    ...(isKnown ? {} : { 'Content-Length': stats.size }),
  });
  if (isKnown || request.method === 'HEAD') response.end();
  else pipeline(createReadStream(path), response, () => undefined);
}
