import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { SignInAttempts } from '../src/attempts.js';
import { readSettings } from '../src/settings.js';
import { Browser } from './browser.js';
import { DashboardClient } from './oauth.js';
import { startIdentity } from './running.js';

const grace = { name: 'Grace', email: 'grace@example.org', password: 'nanoseconds!' };

async function openForm(identity, parameters) {
  return new Browser(identity.issuer).open(new DashboardClient(identity).authorizeUrl(parameters));
}

test('A wrong password and an unknown address get the same answer', async (t) => {
  const identity = await startIdentity(t);
  await (await openForm(identity, { screen_hint: 'signup' })).submit(grace);
  const form = await openForm(identity);

  const wrong = await form.submit({ email: grace.email, password: 'a guess' });
  const unknown = await form.submit({ email: 'nobody@example.org', password: 'a guess' });

  assert.equal(wrong.status, 401);
  assert.equal(wrong.alert, unknown.alert);
});

test('After five failures an account has to wait, also with the right password; others have not', async (t) => {
  const identity = await startIdentity(t);
  await (await openForm(identity, { screen_hint: 'signup' })).submit(grace);
  const form = await openForm(identity);
  for (let attempt = 0; attempt < 5; attempt++) await form.submit({ email: grace.email, password: 'a guess' });

  const blocked = await form.submit({ email: grace.email.toUpperCase(), password: grace.password });
  const other = await form.submit({ email: 'other@example.org', password: 'a guess' });

  assert.equal(blocked.status, 429);
  assert.match(blocked.response.headers.get('retry-after'), /^\d+$/);
  assert.equal(other.status, 401);
});

test('Parallel guesses count like guesses in a row', async (t) => {
  const identity = await startIdentity(t);
  const form = await openForm(identity);

  const answers = await Promise.all(Array.from({ length: 12 }, () => form.submit({ email: grace.email, password: 'a guess' })));

  assert.equal(answers.filter((page) => page.status === 401).length, 5);
  assert.equal(answers.filter((page) => page.status === 429).length, 7);
});

test('The window slides, and signing in empties it', () => {
  let now = 0;
  const attempts = new SignInAttempts({ limit: 2, windowSeconds: 60, now: () => now });
  attempts.failed('a');
  now = 20_000;
  attempts.failed('a');

  assert.equal(attempts.secondsToWait('a'), 40);
  now = 60_000;
  assert.equal(attempts.secondsToWait('a'), 0);
  attempts.failed('a');
  attempts.succeeded('a');
  assert.equal(attempts.secondsToWait('a'), 0);
});

test('Signing in again and again locks nobody out', () => {
  const attempts = new SignInAttempts({ limit: 1, windowSeconds: 60, now: () => 0 });
  for (let attempt = 0; attempt < 50; attempt++) {
    attempts.failed('a');
    attempts.succeeded('a');
  }

  assert.equal(attempts.secondsToWait('b'), 0);
});

test('A sign-up names what is wrong and keeps what was typed', async (t) => {
  const identity = await startIdentity(t);
  const form = await openForm(identity, { screen_hint: 'signup' });

  const noMail = await form.submit({ ...grace, email: 'grace', name: '"><script>alert(1)</script>' });
  const short = await form.submit({ ...grace, password: 'short' });
  const { left } = await form.submit(grace);
  const taken = await (await openForm(identity, { screen_hint: 'signup' })).submit({ ...grace, email: 'GRACE@example.org' });

  assert.match(noMail.alert, /e-mail/);
  assert.ok(noMail.text.includes('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"'));
  assert.match(short.alert, /8 to 256/);
  assert.ok(left.searchParams.has('code'));
  assert.equal(taken.status, 409);
});

test('A form from another site is refused', async (t) => {
  const identity = await startIdentity(t);
  const form = await openForm(identity, { screen_hint: 'signup' });

  const page = await form.submit(grace, { origin: 'https://evil.example' });

  assert.equal(page.status, 403);
});

test('Every page forbids scripts and foreign content', async (t) => {
  const identity = await startIdentity(t);
  const browser = new Browser(identity.issuer);

  for (const address of ['/', '/device', new DashboardClient(identity).authorizeUrl(), '/oauth/authorize?client_id=nobody', '/interaction/unknown']) {
    const page = await browser.open(address);
    const policy = page.response.headers.get('content-security-policy');
    assert.match(policy, /default-src 'none'/, address);
    assert.match(policy, /script-src 'none'/, address);
    assert.match(page.text, /<html lang="en">/, address);
    assert.doesNotMatch(page.text, /(?:src|href)="https?:\/\/(?!127\.0\.0\.1)/, address);
  }
});

test('A request under another host name is sent to the issuer, or refused', async (t) => {
  const identity = await startIdentity(t);
  const call = async (method, path) => {
    const request = http.request(identity.issuer + path, { method, headers: { host: 'elsewhere.example' } }).end();
    const [response] = await once(request, 'response');
    response.resume();
    return response;
  };

  const get = await call('GET', '/device');
  const post = await call('POST', '/oauth/token');

  assert.equal(get.statusCode, 307);
  assert.equal(get.headers.location, `${identity.issuer}/device`);
  assert.equal(post.statusCode, 421);
});

test('State is private, and holds neither passwords nor usable refresh tokens', async (t) => {
  const identity = await startIdentity(t);
  const client = new DashboardClient(identity);
  const { left } = await (await new Browser(identity.issuer).open(client.authorizeUrl({ screen_hint: 'signup' }))).submit(grace);
  const tokens = await client.redeem(left.searchParams.get('code'));

  const files = (await readdir(identity.stateDirectory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

  assert.ok(files.length > 4);
  for (const entry of files) {
    const file = path.join(entry.path, entry.name);
    assert.equal((await stat(file)).mode & 0o777, 0o600, file);
    const text = await readFile(file, 'utf8');
    for (const secret of [grace.password, tokens.refresh_token, tokens.access_token]) assert.ok(!text.includes(secret), file);
  }
});

test('Malformed settings are all named', () => {
  assert.throws(() => readSettings({ IDENTITY_ISSUER: 'nowhere', IDENTITY_SIGN_IN_ATTEMPTS: '0' }), (error) => {
    for (const name of ['IDENTITY_ISSUER', 'IDENTITY_SIGN_IN_ATTEMPTS', 'IDENTITY_STATE_DIRECTORY']) assert.ok(error.message.includes(name));
    return true;
  });
});
