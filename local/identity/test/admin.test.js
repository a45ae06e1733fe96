import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { administer, publishedKeys, readToken } from './oauth.js';
import { startIdentity } from './running.js';

const run = promisify(execFile);
const tokenScript = fileURLToPath(new URL('../src/token.js', import.meta.url));

test('A local user is signed up at the first token and is the same user at the second', async (t) => {
  const identity = await startIdentity(t);

  const first = await administer(identity, 'token', { name: 'alice' });
  await identity.restart();
  const second = await administer(identity, 'token', { name: 'alice', expiresIn: 5 });

  assert.equal(first.created, true);
  assert.equal(second.created, false);
  const { claims } = await readToken(identity.issuer, second.access_token);
  assert.equal(claims.sub, first.sub);
  assert.equal(claims.email, 'alice@webhost.local');
  assert.equal(claims.email_verified, true);
  assert.equal(claims.name, 'alice');
  assert.equal(claims.exp - claims.iat, 5);
});

test('Parallel first tokens make one user', async (t) => {
  const identity = await startIdentity(t);

  const answers = await Promise.all(Array.from({ length: 20 }, () => administer(identity, 'token', { name: 'bob' })));

  assert.equal(new Set(answers.map((answer) => answer.sub)).size, 1);
  assert.equal(answers.filter((answer) => answer.created).length, 1);
});

test('Without the key, or with a malformed request, there is no token', async (t) => {
  const identity = await startIdentity(t);

  assert.equal((await administer(identity, 'token', { name: 'alice' }, 'guess')).status, 401);
  for (const body of [{}, { name: '../alice' }, { name: 'a'.repeat(64) }, { name: 'alice', expiresIn: 0 }, { name: 'alice', admin: true }, 'not json', '[]']) {
    const answer = await administer(identity, 'token', body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.ok(answer.error);
  }
});

test('After a rotation new tokens have the new key, and old ones stay valid until it is dropped', async (t) => {
  const identity = await startIdentity(t);
  const before = await administer(identity, 'token', { name: 'alice' });

  const { kid } = await administer(identity, 'keys/rotate', {});
  const after = await administer(identity, 'token', { name: 'alice' });
  await identity.restart();

  assert.equal((await readToken(identity.issuer, after.access_token)).header.kid, kid);
  await readToken(identity.issuer, before.access_token);
  await administer(identity, 'keys/rotate', { dropOld: true });
  assert.equal((await publishedKeys(identity.issuer)).length, 1);
  await assert.rejects(readToken(identity.issuer, after.access_token));
});

test('Published keys have no private parts', async (t) => {
  const identity = await startIdentity(t);

  for (const key of await publishedKeys(identity.issuer)) {
    for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi']) assert.equal(key[part], undefined);
  }
});

test('The token script prints a token alone, and says what is wrong in a sentence', async (t) => {
  const identity = await startIdentity(t);
  const env = { ...process.env, IDENTITY_ISSUER: identity.issuer, IDENTITY_STATE_DIRECTORY: identity.stateDirectory };

  const { stdout } = await run(process.execPath, [tokenScript, 'carol'], { env });
  const refused = await run(process.execPath, [tokenScript, 'no/name'], { env }).catch((error) => error);
  const nowhere = await run(process.execPath, [tokenScript, 'carol'], { env: { ...env, IDENTITY_STATE_DIRECTORY: '/nowhere' } }).catch((error) => error);

  assert.equal((await readToken(identity.issuer, stdout.trim())).claims.name, 'carol');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^'name' must be/);
  assert.match(nowhere.stderr, /\.\/dev up/);
});
