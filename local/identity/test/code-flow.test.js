import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser } from './browser.js';
import { DashboardClient, postForm, readToken, refresh } from './oauth.js';
import { startIdentity } from './running.js';

const ada = { name: 'Ada <Lovelace>', email: 'Ada@example.org', password: 'analytical engine' };

async function signUp(identity, browser = new Browser(identity.issuer)) {
  const client = new DashboardClient(identity);
  const form = await browser.open(client.authorizeUrl({ screen_hint: 'signup' }));
  const { left } = await form.submit(ada);
  return { browser, client, tokens: await client.redeem(left.searchParams.get('code')), left };
}

test('Signing up ends at the dashboard with a JWT for the API', async (t) => {
  const identity = await startIdentity(t);

  const { client, tokens, left } = await signUp(identity);

  assert.equal(left.origin + left.pathname, client.redirectUri);
  assert.equal(left.searchParams.get('state'), client.state);
  const { header, claims } = await readToken(identity.issuer, tokens.access_token);
  assert.equal(header.alg, 'RS256');
  assert.equal(claims.iss, identity.issuer);
  assert.equal(claims.aud, 'https://api.webhost.local');
  assert.equal(claims.email, 'ada@example.org');
  assert.equal(claims.email_verified, true);
  assert.equal(claims.name, ada.name);
  assert.match(claims.sub, /^user_\w+$/);
  assert.equal(claims.exp - claims.iat, 3600);
  assert.equal((await readToken(identity.issuer, tokens.id_token)).claims.name, ada.name);
});

test('An account signs in again after a restart, and is the same user', async (t) => {
  const identity = await startIdentity(t);
  const { tokens: first } = await signUp(identity);
  await identity.restart();

  const client = new DashboardClient(identity);
  const form = await new Browser(identity.issuer).open(client.authorizeUrl());
  const { left } = await form.submit({ email: ' ada@EXAMPLE.org', password: ada.password });
  const second = await client.redeem(left.searchParams.get('code'));

  assert.equal(form.title, 'Sign in');
  const subject = async (token) => (await readToken(identity.issuer, token)).claims.sub;
  assert.equal(await subject(second.access_token), await subject(first.access_token));
});

test('The sign-in page leads to the sign-up page and back', async (t) => {
  const identity = await startIdentity(t);
  const page = await new Browser(identity.issuer).open(new DashboardClient(identity).authorizeUrl());

  const signUpPage = await page.click('Create an account');

  assert.equal(signUpPage.title, 'Create your account');
  assert.equal((await signUpPage.click('Sign in')).title, 'Sign in');
});

test('Refresh tokens rotate, and a used one ends its whole family', async (t) => {
  const identity = await startIdentity(t);
  const { tokens } = await signUp(identity);

  await identity.restart();
  const second = await refresh(identity.issuer, 'webhost-dashboard', tokens.refresh_token);
  const replay = await refresh(identity.issuer, 'webhost-dashboard', tokens.refresh_token);
  const afterReplay = await refresh(identity.issuer, 'webhost-dashboard', second.refresh_token);

  assert.equal(second.status, 200);
  assert.notEqual(second.refresh_token, tokens.refresh_token);
  assert.equal((await readToken(identity.issuer, second.access_token)).claims.aud, 'https://api.webhost.local');
  assert.equal(replay.error, 'invalid_grant');
  assert.equal(afterReplay.error, 'invalid_grant');
});

test('Silent renewal answers at once, with a code or with login_required', async (t) => {
  const identity = await startIdentity(t);
  const { browser } = await signUp(identity);
  const client = new DashboardClient(identity);
  client.redirectUri = `${identity.dashboard}/silent-renew`;

  const signedIn = await browser.open(client.authorizeUrl({ prompt: 'none' }));
  const stranger = await new Browser(identity.issuer).open(client.authorizeUrl({ prompt: 'none' }));

  assert.equal((await client.redeem(signedIn.left.searchParams.get('code'))).status, 200);
  assert.equal(stranger.left.searchParams.get('error'), 'login_required');
});

test('Signing out asks first, returns to the dashboard and ends the refresh token', async (t) => {
  const identity = await startIdentity(t);
  const { browser, client, tokens } = await signUp(identity);
  const query = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri: `${identity.dashboard}/` });

  const question = await browser.open(`/oauth/logout?${query}`);
  const { left } = await question.submit({ logout: 'yes' });

  assert.equal(question.title, 'Sign out?');
  assert.equal(left.href, `${identity.dashboard}/`);
  assert.equal((await refresh(identity.issuer, 'webhost-dashboard', tokens.refresh_token)).error, 'invalid_grant');
  assert.equal((await browser.open(client.authorizeUrl())).title, 'Sign in');
});

test('Cancelling tells the dashboard', async (t) => {
  const identity = await startIdentity(t);
  const page = await new Browser(identity.issuer).open(new DashboardClient(identity).authorizeUrl());

  const { left } = await page.click('Cancel');

  assert.equal(left.searchParams.get('error'), 'access_denied');
});

test('A request without PKCE, to a foreign address or for another audience is refused', async (t) => {
  const identity = await startIdentity(t);
  const client = new DashboardClient(identity);
  const browser = new Browser(identity.issuer);

  const plain = await browser.open(client.authorizeUrl({ code_challenge: '', code_challenge_method: '' }));
  const foreign = await browser.open(client.authorizeUrl({ redirect_uri: 'https://evil.example/callback' }));
  const otherAudience = await browser.open(client.authorizeUrl({ resource: 'https://other.example' }));

  assert.equal(plain.left.searchParams.get('error'), 'invalid_request');
  assert.equal(foreign.status, 400);
  assert.equal(foreign.title, 'Something went wrong');
  assert.equal(otherAudience.left.searchParams.get('error'), 'invalid_target');
});

test('A code is worth nothing without its verifier, and nothing the second time', async (t) => {
  const identity = await startIdentity(t);
  const browser = new Browser(identity.issuer);
  const { client } = await signUp(identity, browser);
  const code = async () => (await browser.open(client.authorizeUrl())).left.searchParams.get('code');
  const stolen = new DashboardClient(identity);
  const used = await code();
  await client.redeem(used);

  assert.equal((await stolen.redeem(await code())).error, 'invalid_grant');
  assert.equal((await client.redeem(used)).error, 'invalid_grant');
});

test('Only the dashboard may call the token endpoint from a browser', async (t) => {
  const identity = await startIdentity(t);
  const call = (origin) => postForm(`${identity.issuer}/oauth/token`, { grant_type: 'authorization_code', client_id: 'webhost-dashboard', code: 'x' }, { origin });

  const own = await call(identity.dashboard);
  const foreign = await call('https://evil.example');

  assert.equal(own.headers.get('access-control-allow-origin'), identity.dashboard);
  assert.equal(foreign.headers.get('access-control-allow-origin'), null);
});
