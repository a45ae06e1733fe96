const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const decode = (text) => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]);

/** A browser in as far as the flows need one: cookies, redirects up to another origin, and forms as they stand in the page. */
export class Browser {
  #issuer;
  #cookies = new Map();

  constructor(issuer) {
    this.#issuer = issuer;
  }

  /** Opens an address and follows redirects while they stay with the provider. */
  async open(address, init = {}) {
    let url = new URL(address, this.#issuer);
    let request = init;
    for (let hop = 0; hop < 10; hop++) {
      if (url.origin !== this.#issuer) return { left: url };
      const response = await this.#send(url, request);
      const location = response.headers.get('location');
      if (!location) return new Page(this, url, response, await response.text());
      url = new URL(location, url);
      request = {};
    }
    throw new Error(`Too many redirects, at last to ${url}`);
  }

  async #send(url, init) {
    const cookie = [...this.#cookies].filter(([, { path }]) => url.pathname.startsWith(path)).map(([key, { value }]) => `${key.split(';')[0]}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { accept: 'text/html', cookie, ...init.headers } });
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split('; ');
      const name = pair.slice(0, pair.indexOf('='));
      const path = attributes.find((attribute) => attribute.startsWith('path='))?.slice(5) ?? '/';
      const expires = attributes.find((attribute) => attribute.startsWith('expires='))?.slice(8);
      if (expires && new Date(expires) <= new Date()) this.#cookies.delete(`${name};${path}`);
      else this.#cookies.set(`${name};${path}`, { path, value: pair.slice(pair.indexOf('=') + 1) });
    }
    return response;
  }
}

class Page {
  constructor(browser, url, response, text) {
    Object.assign(this, { browser, url, response, text, status: response.status });
  }

  get title() {
    return decode(/<h1>(.*?)<\/h1>/.exec(this.text)?.[1] ?? '');
  }

  get alert() {
    return decode(/role="alert">(.*?)<\/p>/.exec(this.text)?.[1] ?? '');
  }

  /** Follows the link with that text. */
  click(text) {
    const link = [...this.text.matchAll(/<a href="([^"]*)">(.*?)<\/a>/g)].find(([, , label]) => decode(label) === text);
    if (!link) throw new Error(`The page has no link '${text}':\n${this.text}`);
    return this.browser.open(new URL(decode(link[1]), this.url));
  }

  /** Submits the page's form with its hidden fields and the ones given. */
  submit(fields = {}, headers = {}) {
    const action = decode(/<form method="post" action="([^"]*)"/.exec(this.text)[1]);
    const hidden = [...this.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, decode(value)]);
    return this.browser.open(new URL(action, this.url), {
      method: 'POST',
      // As browsers do: a page that tells nobody where it is sends forms from nowhere.
      headers: { origin: this.response.headers.get('referrer-policy') === 'no-referrer' ? 'null' : this.url.origin, ...headers },
      body: new URLSearchParams({ ...Object.fromEntries(hidden), ...fields }),
    });
  }
}
