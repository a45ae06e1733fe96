import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { localDomain } from './accounts.js';
import { writeText } from './files.js';
import { mintAccessToken } from './provider.js';
import { readJsonBody, Refusal, sendJson } from './requests.js';

const longestToken = 24 * 60 * 60;
const nameShape = /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/i;

/** What scripts on this machine may do with the key in `admin.key`: get a token as a local user, rotate the signing keys. */
export class Admin {
  #key;
  #parts;

  constructor(key, parts) {
    this.#key = key;
    this.#parts = parts;
  }

  static async open(parts) {
    const file = path.join(parts.settings.stateDirectory, 'admin.key');
    let key = await readFile(file, 'utf8').catch((error) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (key === undefined) {
      key = randomBytes(32).toString('hex');
      await writeText(file, key);
    }
    return new Admin(key.trim(), parts);
  }

  /** Handles `POST /local/token` and `POST /local/keys/rotate`; false for other paths. */
  async handle(request, response, path) {
    const action = { '/local/token': this.#token, '/local/keys/rotate': this.#rotate }[path];
    if (!action) return false;
    if (!this.#allows(request.headers.authorization)) {
      sendJson(response, 401, { error: 'The key of the local identity provider is missing or wrong.' }, { 'www-authenticate': 'Bearer' });
    } else if (request.method !== 'POST') {
      sendJson(response, 405, { error: 'Use POST.' }, { allow: 'POST' });
    } else {
      try {
        sendJson(response, 200, await action.call(this, await readJsonBody(request)));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        sendJson(response, error.status, { error: error.message });
      }
    }
    return true;
  }

  async #token({ name, expiresIn, ...unknown }) {
    const { settings, accounts, keys, provider } = this.#parts;
    if (Object.keys(unknown).length > 0) throw new Refusal(400, `Not known: ${Object.keys(unknown).join(', ')}.`);
    if (typeof name !== 'string' || !nameShape.test(name)) {
      throw new Refusal(400, "'name' must be 1 to 63 letters, digits, '.', '_' or '-', and start and end with a letter or digit.");
    }
    const seconds = expiresIn ?? Math.max(settings.accessTokenSeconds, 60);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > longestToken) {
      throw new Refusal(400, `'expiresIn' must be a whole number of seconds from 1 to ${longestToken}.`);
    }

    const email = `${name}@${localDomain}`;
    const created = await accounts.signUp({ name, email });
    const account = created ?? accounts.byEmail(email);
    return {
      access_token: await mintAccessToken(provider(), { settings, keys, account, expiresIn: seconds }),
      token_type: 'Bearer',
      expires_in: seconds,
      sub: account.sub,
      created: created !== undefined,
    };
  }

  async #rotate({ dropOld = false }) {
    return { kid: await this.#parts.rotateKeys({ dropOld: dropOld === true }) };
  }

  #allows(authorization = '') {
    const hash = (text) => createHash('sha256').update(text).digest();
    return timingSafeEqual(hash(authorization), hash(`Bearer ${this.#key}`));
  }
}
