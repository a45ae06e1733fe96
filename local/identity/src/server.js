import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { Accounts } from './accounts.js';
import { Admin } from './admin.js';
import { SignInAttempts } from './attempts.js';
import { privateDirectory } from './files.js';
import { Interactions, sendPage, sendRefusal } from './interactions.js';
import { Keys } from './keys.js';
import { homePage } from './pages/home.js';
import { createProvider } from './provider.js';
import { Refusal, sendJson } from './requests.js';
import { Store } from './store.js';

const sweepMilliseconds = 10 * 60 * 1000;
const styleSheet = new URL('./pages/style.css', import.meta.url);

/**
 * Starts the provider. Resolves once it listens.
 * @param {import('./settings.js').Settings} settings
 * @returns {Promise<{port: number, close(): Promise<void>}>}
 */
export async function startServer(settings) {
  await privateDirectory(settings.stateDirectory);
  const [store, accounts, keys, style] = await Promise.all([
    Store.open(settings.stateDirectory),
    Accounts.open(settings.stateDirectory),
    Keys.open(settings.stateDirectory),
    readFile(styleSheet),
  ]);

  const make = () => {
    const provider = createProvider({ settings, store, accounts, keys });
    return { provider, handle: provider.callback() };
  };
  let current = make();
  const parts = {
    settings,
    accounts,
    keys,
    attempts: new SignInAttempts({ limit: settings.signInAttempts, windowSeconds: settings.signInWindowSeconds }),
    provider: () => current.provider,
    rotateKeys: async (options) => {
      const kid = await keys.rotate(options);
      current = make();
      return kid;
    },
  };
  const interactions = new Interactions(parts);
  const admin = await Admin.open(parts);
  const { host: ownHost } = new URL(settings.issuer);

  async function route(request, response) {
    const path = request.url.split('?', 1)[0];
    if (path === '/healthz') return sendJson(response, 200, { status: 'ok' });
    // One name for one provider: cookies and the issuer would differ under another (and a foreign name that resolves here is refused).
    if (request.headers.host !== ownHost) {
      if (request.method !== 'GET') throw new Refusal(421, `Use ${settings.issuer}.`);
      response.writeHead(307, { location: `${settings.issuer}${request.url}` });
      return response.end();
    }
    if (path === '/') return sendPage(response, settings, 200, homePage(settings));
    if (path === '/assets/style.css') {
      response.writeHead(200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' });
      return response.end(style);
    }
    if ((await admin.handle(request, response, path)) || (await interactions.handle(request, response, path))) return undefined;
    return current.handle(request, response);
  }

  const server = http.createServer((request, response) => {
    route(request, response).catch((error) => {
      if (!(error instanceof Refusal)) console.error(error);
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'The identity provider failed. Its log says why.');
      if (response.headersSent) response.destroy();
      else sendRefusal(response, settings, refusal);
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const sweeping = setInterval(() => store.sweep().catch((error) => console.error(error)), sweepMilliseconds).unref();

  return {
    port: server.address().port,
    close: () =>
      new Promise((resolve) => {
        clearInterval(sweeping);
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
