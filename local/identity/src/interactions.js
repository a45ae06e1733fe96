import { errors } from 'oidc-provider';
import { normalizeEmail } from './accounts.js';
import { errorText } from './pages/error.js';
import { contentSecurityPolicy } from './pages/layout.js';
import { signInPage } from './pages/sign-in.js';
import { signUpPage } from './pages/sign-up.js';
import { readForm, Refusal } from './requests.js';

const emailShape = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/;

/** The sign-in and sign-up pages, shown while the provider waits for the user. */
export class Interactions {
  #parts;

  /** @param parts `{settings, accounts, attempts, provider()}`; the provider is asked for anew as a rotation replaces it */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Handles `/interaction/{uid}[/{step}]`; false when the path or the method is not known. */
  async handle(request, response, path) {
    const [, uid, step = ''] = /^\/interaction\/([\w-]+)(?:\/(sign-in|sign-up|cancel))?$/.exec(path) ?? [];
    const action = uid && { 'GET ': this.#begin, 'GET sign-up': this.#showSignUp, 'GET cancel': this.#cancel, 'POST sign-in': this.#signIn, 'POST sign-up': this.#signUp }[`${request.method} ${step}`];
    if (!action) return false;
    const interaction = await this.#load(request, response, uid);
    await action.call(this, { request, response, uid, interaction, client: await this.#clientName(interaction) });
    return true;
  }

  async #begin(context) {
    const { request, response, uid, interaction, client } = context;
    if (interaction.prompt.name !== 'login') {
      // The clients are the product's own and the grant is made on signing in: there is nothing left to ask.
      await this.#parts.provider().interactionFinished(request, response, { consent: {} }, { mergeWithLastSubmission: true });
      return;
    }
    if (interaction.params.screen_hint === 'signup') this.#showSignUp(context);
    else this.#page(response, 200, signInPage({ uid, client, email: interaction.params.login_hint }));
  }

  #showSignUp({ response, uid, interaction, client }) {
    this.#page(response, 200, signUpPage({ uid, client, email: interaction.params.login_hint }));
  }

  async #cancel({ request, response }) {
    await this.#parts.provider().interactionFinished(request, response, { error: 'access_denied', error_description: 'The user cancelled the sign-in.' });
  }

  async #signIn({ request, response, uid, client }) {
    const { settings, accounts, attempts } = this.#parts;
    const form = await readForm(request, settings.issuer);
    const email = form.get('email') ?? '';
    const key = normalizeEmail(email);
    const seconds = attempts.secondsToWait(key);
    if (seconds > 0) {
      const message = `There were too many failed sign-ins. Try again in ${seconds} seconds.`;
      this.#page(response, 429, signInPage({ uid, client, email, message }), { 'retry-after': String(seconds) });
      return;
    }

    // Counted before the slow check, so that parallel guesses don't all pass the gate.
    attempts.failed(key);
    const account = await accounts.signIn(email, form.get('password') ?? '');
    if (!account) {
      this.#page(response, 401, signInPage({ uid, client, email, message: 'The e-mail address or the password is wrong.' }));
      return;
    }
    attempts.succeeded(key);
    await this.#finish(request, response, account);
  }

  async #signUp({ request, response, uid, client }) {
    const { settings, accounts } = this.#parts;
    const form = await readForm(request, settings.issuer);
    const name = (form.get('name') ?? '').trim();
    const email = (form.get('email') ?? '').trim();
    const password = form.get('password') ?? '';
    const problem = signUpProblem(name, email, password);
    const account = problem ? undefined : await accounts.signUp({ name, email, password });
    if (!account) {
      const message = problem ?? 'There is an account with this e-mail address already. Sign in instead.';
      this.#page(response, problem ? 400 : 409, signUpPage({ uid, client, name, email, message }));
      return;
    }
    await this.#finish(request, response, account);
  }

  async #finish(request, response, account) {
    await this.#parts.provider().interactionFinished(request, response, { login: { accountId: account.sub } }, { mergeWithLastSubmission: false });
  }

  async #load(request, response, uid) {
    try {
      const interaction = await this.#parts.provider().interactionDetails(request, response);
      if (interaction.uid === uid) return interaction;
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
    }
    throw new Refusal(400, 'This sign-in has expired or was finished already. Start it again from the application.');
  }

  async #clientName(interaction) {
    const client = await this.#parts.provider().Client.find(interaction.params.client_id);
    return client?.clientName ?? interaction.params.client_id;
  }

  #page(response, status, text, headers = {}) {
    sendPage(response, this.#parts.settings, status, text, headers);
  }
}

/** Sends a page with the headers that every page has. */
export function sendPage(response, settings, status, text, headers = {}) {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': contentSecurityPolicy(settings),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...headers,
  });
  response.end(text);
}

/** Sends a refusal as a page. */
export const sendRefusal = (response, settings, refusal) =>
  sendPage(response, settings, refusal.status, errorText(refusal.message), refusal.headers);

function signUpProblem(name, email, password) {
  if (name === '' || name.length > 100) return 'Enter your name, in at most 100 characters.';
  if (email.length > 254 || !emailShape.test(email)) return 'Enter a valid e-mail address.';
  if (password.length < 8 || password.length > 256) return 'Choose a password of 8 to 256 characters.';
  return undefined;
}
