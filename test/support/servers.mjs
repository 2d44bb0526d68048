// The servers of the end-to-end tests, each on a free port, of loopback unless a test names a `host`, each as `{ url, close() }`.
import { realpathSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../../', import.meta.url));
const stockPackage = realpathSync(join(root, 'node_modules/rtcmulticonnection-server/node_scripts'));
const types = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json' };

/** Our own server as built; `options` are those of `createSignalingServer`. */
export async function startServer(options = {}) {
  const { createSignalingServer } = await import('../../dist/server/index.js');
  return createSignalingServer({ port: 0, host: '127.0.0.1', ...options });
}

/**
 * The stock rtcmulticonnection-server, with a table of rooms of its own. It also serves `pages`, `/dist/…`, and the
 * stock client as `/RTCMultiConnection.js`. It listens on `port`, by default any.
 */
export async function startStockServer({ pages = {}, port, ...options } = {}) {
  // The package keeps its rooms in module variables: a fresh copy for each server.
  for (const path of Object.keys(require.cache)) if (path.startsWith(stockPackage)) delete require.cache[path];
  const { addSocket } = require(stockPackage);
  const http = createServer(respond({ '/': '<!doctype html><title>stock</title>', ...pages }));
  const io = new Server(http, { cors: { origin: '*' }, ...options });
  io.on('connection', (socket) => addSocket(socket, {}));
  const url = await listen(http, { port });
  return { url, io, close: () => io.close() };
}

/**
 * Pages given as text, by path, on an origin of their own; `/dist/…` and the stock client are there as well.
 * A page may also be a function of the request, or `{ body, headers }`. Pages may be added to the object later.
 */
export async function startPages(pages, { host } = {}) {
  const http = createServer(respond(pages));
  const url = await listen(http, { host });
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        http.close(resolve);
        http.closeAllConnections();
      }),
  };
}

/** An origin whose pages come as tests need them: `add(html, headers)` gives the address of a new one. */
export async function startSite(options) {
  const pages = {};
  const { url, close } = await startPages(pages, options);
  let count = 0;
  const add = (body, headers = {}) => {
    const name = `${++count}.html`;
    pages[`/${name}`] = { body, headers };
    return url + name;
  };
  return { url, add, close };
}

/** A whole page with the stock client, ready to connect. */
export const stockPage = `<!doctype html><meta charset="utf-8"><title>stock</title>
<script src="/socket.io/socket.io.js"></script>
<script src="/RTCMultiConnection.js"></script>`;

async function listen(http, { host = '127.0.0.1', port = 0 }) {
  await new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  });
  return `http://${host}:${http.address().port}/`;
}

function respond(pages) {
  return async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const page = pages[pathname];
    const type = types[extname(pathname)] ?? 'text/html';
    try {
      const content = page === undefined ? await file(pathname) : typeof page === 'function' ? page(request) : page;
      const { body = content, headers } = content;
      const common = { 'Content-Type': `${type}; charset=utf-8`, 'Access-Control-Allow-Origin': '*' };
      response.writeHead(200, { ...common, ...headers });
      response.end(body);
    } catch {
      response.writeHead(404).end(); // no such page and no such file
    }
  };
}

function file(pathname) {
  const path = normalize(pathname);
  if (path === '/RTCMultiConnection.js')
    return readFile(join(root, 'node_modules/rtcmulticonnection/dist/RTCMultiConnection.min.js'));
  if (path.startsWith('/dist/')) return readFile(join(root, path));
  throw new Error(`Nothing at ${pathname}`);
}
