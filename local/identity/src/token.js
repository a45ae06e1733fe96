// Prints an access token of a local user: node src/token.js NAME. IDENTITY_ISSUER and IDENTITY_STATE_DIRECTORY say where the provider is.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const { IDENTITY_ISSUER: issuer, IDENTITY_STATE_DIRECTORY: stateDirectory } = process.env;
const [name] = process.argv.slice(2);

function fail(message) {
  console.error(message);
  process.exit(1);
}

const key = await readFile(path.join(stateDirectory, 'admin.key'), 'utf8').catch(() =>
  fail(`There is no local identity provider with its state in ${stateDirectory}: start it with './dev up'.`),
);
const response = await fetch(`${issuer}/local/token`, {
  method: 'POST',
  headers: { authorization: `Bearer ${key.trim()}`, 'content-type': 'application/json' },
  body: JSON.stringify({ name }),
}).catch(() => fail(`The local identity provider does not answer at ${issuer}: start it with './dev up'.`));
const answer = await response.json().catch(() => ({ error: `The answer at ${issuer} is not from the local identity provider.` }));
if (!response.ok || !answer.access_token) fail(answer.error ?? `The identity provider answered ${response.status}.`);
console.log(answer.access_token);
