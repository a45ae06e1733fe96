import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Browser } from './browser.js';
import { postForm, readToken, refresh } from './oauth.js';
import { startIdentity } from './running.js';

const ada = { name: 'Ada', email: 'ada@example.org', password: 'analytical engine' };
const start = ({ issuer }) => postForm(`${issuer}/oauth/device`, { client_id: 'webhost-cli', scope: 'openid profile email offline_access' });
const poll = ({ issuer }, device) =>
  postForm(`${issuer}/oauth/token`, { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: 'webhost-cli', device_code: device.device_code });

test('The command line signs in with a code that is confirmed in a browser', async (t) => {
  const identity = await startIdentity(t);
  const device = await start(identity);
  const pending = await poll(identity, device);

  const codePage = await new Browser(identity.issuer).open(device.verification_uri);
  const confirmation = await codePage.submit({ user_code: device.user_code.toLowerCase().replace('-', ' ') });
  const signIn = await confirmation.submit({ confirm: 'yes' });
  const done = await (await signIn.click('Create an account')).submit(ada);
  await identity.restart();
  const tokens = await poll(identity, device);

  assert.equal(device.verification_uri, `${identity.issuer}/device`);
  assert.equal(pending.error, 'authorization_pending');
  assert.equal(confirmation.title, 'Confirm the device');
  assert.ok(confirmation.text.includes(device.user_code));
  assert.equal(done.title, 'You are signed in');
  assert.equal((await readToken(identity.issuer, tokens.access_token)).claims.email, ada.email);
  const renewed = await refresh(identity.issuer, 'webhost-cli', tokens.refresh_token);
  assert.equal(renewed.status, 200);
  assert.equal((await poll(identity, device)).error, 'invalid_grant');
});

test('A link with the code in it goes straight to the confirmation', async (t) => {
  const identity = await startIdentity(t);
  const device = await start(identity);
  const browser = new Browser(identity.issuer);

  const relay = await browser.open(device.verification_uri_complete);
  const [, script] = /<script>([^]*?)<\/script>/.exec(relay.text);
  const confirmation = await relay.submit();

  assert.ok(relay.response.headers.get('content-security-policy').includes(createHash('sha256').update(script).digest('base64')));
  assert.equal(confirmation.title, 'Confirm the device');
});

test('Refusing the device ends its waiting', async (t) => {
  const identity = await startIdentity(t);
  const device = await start(identity);
  const codePage = await new Browser(identity.issuer).open('/device');

  const refused = await (await codePage.submit({ user_code: device.user_code })).submit({ abort: 'yes' });

  assert.match(refused.alert, /refused/);
  assert.equal((await poll(identity, device)).error, 'access_denied');
});

test('An unknown code is asked for again', async (t) => {
  const identity = await startIdentity(t);
  const codePage = await new Browser(identity.issuer).open('/device');

  const again = await codePage.submit({ user_code: 'BCDF-GHJK' });
  const empty = await again.submit({ user_code: '' });

  assert.match(again.alert, /not known/);
  assert.match(empty.alert, /Enter the code/);
});
