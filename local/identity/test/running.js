import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startServer } from '../src/server.js';
import { readSettings } from '../src/settings.js';

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A provider with a state directory of its own, which ends with the test. */
export async function startIdentity(test, overrides = {}) {
  const stateDirectory = await mkdtemp(path.join(os.tmpdir(), 'webhost-identity-'));
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const settings = readSettings({ IDENTITY_ISSUER: issuer, IDENTITY_STATE_DIRECTORY: stateDirectory, ...overrides });
  const identity = { settings, issuer, stateDirectory, dashboard: settings.dashboardUrl, server: await startServer(settings) };
  identity.restart = async () => {
    await identity.server.close();
    identity.server = await startServer(settings);
  };
  test.after(async () => {
    await identity.server.close();
    await rm(stateDirectory, { recursive: true, force: true });
  });
  return identity;
}
