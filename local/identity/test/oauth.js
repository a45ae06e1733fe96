import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The dashboard's part of the code flow. */
export class DashboardClient {
  verifier = randomBytes(32).toString('base64url');
  state = randomBytes(8).toString('hex');

  constructor({ issuer, dashboard }) {
    this.issuer = issuer;
    this.redirectUri = `${dashboard}/callback`;
  }

  authorizeUrl(parameters = {}) {
    const query = new URLSearchParams({
      client_id: 'webhost-dashboard', response_type: 'code', redirect_uri: this.redirectUri, scope: 'openid profile email', state: this.state,
      code_challenge_method: 'S256', code_challenge: createHash('sha256').update(this.verifier).digest('base64url'), ...parameters,
    });
    return `${this.issuer}/oauth/authorize?${query}`;
  }

  redeem(code) {
    return postForm(`${this.issuer}/oauth/token`, {
      grant_type: 'authorization_code', client_id: 'webhost-dashboard', code, redirect_uri: this.redirectUri, code_verifier: this.verifier,
    });
  }
}

export const refresh = (issuer, client, token) =>
  postForm(`${issuer}/oauth/token`, { grant_type: 'refresh_token', client_id: client, refresh_token: token });

/** Posts a form and gives status and JSON. */
export async function postForm(url, fields, headers = {}) {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers });
  return { status: response.status, headers: response.headers, ...(await response.json()) };
}

/** Calls the local administration with the key from the state directory. */
export async function administer({ issuer, stateDirectory }, action, body, key) {
  const bearer = key ?? (await readFile(path.join(stateDirectory, 'admin.key'), 'utf8'));
  const response = await fetch(`${issuer}/local/${action}`, {
    method: 'POST', headers: { authorization: `Bearer ${bearer}` }, body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, ...(await response.json()) };
}

export async function publishedKeys(issuer) {
  return (await (await fetch(`${issuer}/.well-known/jwks.json`)).json()).keys;
}

/** Header and claims of a JWT; throws when no published key has signed it. */
export async function readToken(issuer, token) {
  const [header, claims, signature] = token.split('.');
  const { kid, ...rest } = JSON.parse(Buffer.from(header, 'base64url'));
  const jwk = (await publishedKeys(issuer)).find((key) => key.kid === kid);
  if (!jwk || !verify('sha256', Buffer.from(`${header}.${claims}`), createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'))) {
    throw new Error('The token is not signed by a published key.');
  }
  return { header: { kid, ...rest }, claims: JSON.parse(Buffer.from(claims, 'base64url')) };
}
