import { createHash, generateKeyPair, randomBytes } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { readJson, writeJson } from './files.js';

const generate = promisify(generateKeyPair);
const retained = 2;

/** The signing keys, the newest first, and the keys that sign cookies. Kept across restarts. */
export class Keys {
  #file;
  #value;

  constructor(file, value) {
    this.#file = file;
    this.#value = value;
  }

  static async open(stateDirectory) {
    const file = path.join(stateDirectory, 'keys.json');
    const stored = await readJson(file);
    if (stored) return new Keys(file, stored);
    const keys = new Keys(file, { signing: [await newSigningKey()], cookies: [randomBytes(32).toString('base64url')] });
    await keys.#save();
    return keys;
  }

  /** The key set with its private parts, for the provider itself. */
  get jwks() {
    return { keys: this.#value.signing };
  }

  get cookieKeys() {
    return this.#value.cookies;
  }

  /** Signs with a new key from now on. The one before it stays published, unless it is to be dropped as after a leak. */
  async rotate({ dropOld = false } = {}) {
    const kept = dropOld ? [] : this.#value.signing.slice(0, retained - 1);
    this.#value = { ...this.#value, signing: [await newSigningKey(), ...kept] };
    await this.#save();
    return this.#value.signing[0].kid;
  }

  #save() {
    return writeJson(this.#file, this.#value);
  }
}

async function newSigningKey() {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify({ e: jwk.e, kty: jwk.kty, n: jwk.n })).digest('base64url');
  return { ...jwk, kid, alg: 'RS256', use: 'sig' };
}
