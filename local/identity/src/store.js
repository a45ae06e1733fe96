import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { privateDirectory, readAllJson, writeJson } from './files.js';

// The id of these is the token itself; it is left out of the file, so that a copied file signs nobody in.
const bearerModels = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken']);
const grantable = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken', 'DeviceCode', 'BackchannelAuthenticationRequest']);
const now = () => Math.floor(Date.now() / 1000);

/** Grants, sessions and tokens of the provider: in memory for reading, one file each for the next start. */
export class Store {
  #directory;
  #entries = new Map();
  #writes = new Map();

  constructor(directory) {
    this.#directory = directory;
  }

  static async open(stateDirectory) {
    const directory = path.join(stateDirectory, 'store');
    await privateDirectory(directory);
    const store = new Store(directory);
    for (const { file, value } of await readAllJson(directory)) store.#entries.set(path.basename(file, '.json'), value);
    await store.sweep();
    return store;
  }

  /** Removes what has expired. */
  async sweep() {
    const expired = [...this.#entries].filter(([, entry]) => entry.expiresAt <= now()).map(([key]) => key);
    await Promise.all(expired.map((key) => this.#remove(key)));
  }

  /** The factory that oidc-provider asks for an adapter per model. */
  adapter = (model) => ({
    upsert: (id, payload, expiresIn) => this.#put(model, id, payload, expiresIn),
    find: async (id) => this.#read(this.#key(model, id), id),
    findByUid: async (uid) => this.#search((entry) => entry.model === model && entry.payload.uid === uid),
    findByUserCode: async (code) => this.#search((entry) => entry.model === model && entry.payload.userCode === code),
    destroy: (id) => this.#remove(this.#key(model, id)),
    consume: async (id) => {
      const entry = this.#entries.get(this.#key(model, id));
      if (entry) await this.#save(this.#key(model, id), { ...entry, payload: { ...entry.payload, consumed: now() } });
    },
    revokeByGrantId: async (grantId) => {
      const revoked = [...this.#entries].filter(([, entry]) => grantable.has(entry.model) && entry.payload.grantId === grantId);
      await Promise.all(revoked.map(([key]) => this.#remove(key)));
    },
  });

  #key(model, id) {
    return `${model}-${createHash('sha256').update(id).digest('hex').slice(0, 40)}`;
  }

  #put(model, id, payload, expiresIn) {
    const { jti, ...withoutId } = payload;
    return this.#save(this.#key(model, id), {
      model,
      payload: bearerModels.has(model) ? withoutId : payload,
      expiresAt: expiresIn ? now() + expiresIn : undefined,
    });
  }

  #read(key, id) {
    const entry = this.#entries.get(key);
    if (!entry) return undefined; // the provider judges expiry itself, and tells an expired code from an unknown one
    return id !== undefined && bearerModels.has(entry.model) ? { ...entry.payload, jti: id } : { ...entry.payload };
  }

  #search(matches) {
    for (const [key, entry] of this.#entries) {
      if (matches(entry)) return this.#read(key);
    }
    return undefined;
  }

  #save(key, entry) {
    this.#entries.set(key, entry);
    return this.#inTurn(key);
  }

  #remove(key) {
    this.#entries.delete(key);
    return this.#inTurn(key);
  }

  // Writes of one entry follow each other, each with what the entry is by then: the last state always wins on disk too.
  #inTurn(key) {
    const file = path.join(this.#directory, `${key}.json`);
    const write = (this.#writes.get(key) ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => (this.#entries.has(key) ? writeJson(file, this.#entries.get(key)) : rm(file, { force: true })));
    this.#writes.set(key, write);
    return write.finally(() => {
      if (this.#writes.get(key) === write) this.#writes.delete(key);
    });
  }
}
