/** Counts failed sign-ins in a sliding window, per account and for all accounts together. */
export class SignInAttempts {
  #limit;
  #window;
  #now;
  #failures = new Map();

  /** @param {{limit: number, windowSeconds: number, now?: () => number}} options `now` is in milliseconds */
  constructor({ limit, windowSeconds, now = Date.now }) {
    this.#limit = limit;
    this.#window = windowSeconds * 1000;
    this.#now = now;
  }

  /** The seconds until the account may try again; 0 when it may now. */
  secondsToWait(account) {
    // One caller that goes through many accounts must not get a fresh allowance with each.
    return Math.max(this.#wait(account, this.#limit), this.#wait('*', this.#limit * 20));
  }

  failed(account) {
    for (const key of [account, '*']) {
      this.#failures.set(key, [...this.#recent(key), this.#now()]);
    }
  }

  /** Takes back what `failed` counted for this attempt, and empties the account's window. */
  succeeded(account) {
    this.#failures.delete(account);
    // What was counted before the check was no failure: signing in must not use up what all accounts share.
    this.#failures.set('*', this.#recent('*').slice(0, -1));
  }

  #recent(key) {
    const since = this.#now() - this.#window;
    const recent = (this.#failures.get(key) ?? []).filter((time) => time > since);
    if (recent.length === 0) this.#failures.delete(key);
    return recent;
  }

  #wait(key, limit) {
    const recent = this.#recent(key);
    return recent.length < limit ? 0 : Math.ceil((recent[recent.length - limit] + this.#window - this.#now()) / 1000);
  }
}
