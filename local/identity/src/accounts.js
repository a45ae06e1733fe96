import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { privateDirectory, readAllJson, writeJson } from './files.js';
import { hashPassword, verifyPassword } from './passwords.js';

/** The domain of users that are signed up by name alone. */
export const localDomain = 'webhost.local';

/** An address as the key of an account: case does not tell accounts apart. */
export const normalizeEmail = (email) => email.trim().toLowerCase();

/** The users of this provider, one file each. */
export class Accounts {
  #directory;
  #byEmail = new Map();
  #bySubject = new Map();
  #signingUp = new Map();
  #decoy;

  constructor(directory, decoy) {
    this.#directory = directory;
    this.#decoy = decoy;
  }

  static async open(stateDirectory) {
    const directory = path.join(stateDirectory, 'accounts');
    await privateDirectory(directory);
    // Unknown addresses are checked against this hash, so that they take as long as known ones.
    const accounts = new Accounts(directory, await hashPassword(randomBytes(16).toString('hex')));
    for (const { value } of await readAllJson(directory)) accounts.#remember(value);
    return accounts;
  }

  bySubject(subject) {
    return this.#bySubject.get(subject);
  }

  byEmail(email) {
    return this.#byEmail.get(normalizeEmail(email));
  }

  /**
   * Makes an account; undefined when the address is taken. Without a password the account can't sign in by form.
   * Two sign-ups of one address at a time make one account.
   */
  async signUp({ email, name, password }) {
    const key = normalizeEmail(email);
    if (this.#byEmail.has(key) || this.#signingUp.has(key)) {
      await this.#signingUp.get(key);
      return undefined;
    }
    const creation = this.#create(key, name, password);
    this.#signingUp.set(key, creation);
    try {
      return await creation;
    } finally {
      this.#signingUp.delete(key);
    }
  }

  /** The account of an address and its password; undefined when either is wrong. */
  async signIn(email, password) {
    const account = this.byEmail(email);
    const fits = await verifyPassword(password, account?.passwordHash ?? this.#decoy);
    return fits && account?.passwordHash ? account : undefined;
  }

  async #create(email, name, password) {
    const account = {
      sub: `user_${randomBytes(15).toString('base64url').replace(/[-_]/g, '0')}`,
      email,
      name,
      passwordHash: password === undefined ? undefined : await hashPassword(password),
      createdAt: new Date().toISOString(),
    };
    const file = `${createHash('sha256').update(email).digest('hex').slice(0, 32)}.json`;
    await writeJson(path.join(this.#directory, file), account);
    this.#remember(account);
    return account;
  }

  #remember(account) {
    this.#byEmail.set(account.email, account);
    this.#bySubject.set(account.sub, account);
  }
}
