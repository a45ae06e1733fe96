import Provider, { errors } from 'oidc-provider';
import { clients } from './clients.js';
import { confirmCode, deviceDone, enterCode } from './pages/device.js';
import { errorPage } from './pages/error.js';
import { confirmSignOut, signedOut } from './pages/sign-out.js';
import { contentSecurityPolicy } from './pages/layout.js';

const day = 24 * 60 * 60;
const identityScopes = ['openid', 'profile', 'email', 'offline_access'];
const apiScope = 'api';
const cookie = { signed: true, httpOnly: true, sameSite: 'lax' };

/** The OpenID provider over a store, accounts and keys. It is cheap to make again, as after a rotation of the keys. */
export function createProvider({ settings, store, accounts, keys }) {
  const resourceServer = describeApi(settings, keys, settings.accessTokenSeconds);
  const provider = new Provider(settings.issuer, {
    adapter: store.adapter,
    clients: clients(settings),
    jwks: keys.jwks,
    cookies: { keys: keys.cookieKeys, long: cookie, short: cookie },
    scopes: identityScopes,
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    extraParams: ['screen_hint'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'], userinfoSigningAlgValues: ['RS256'] },
    pkce: { methods: ['S256'], required: () => true },
    clientBasedCORS: (_, origin) => origin === settings.dashboardUrl,
    // A dashboard's tokens end with its session; the command line stays signed in without a browser.
    expiresWithSession: (_, code) => code.kind !== 'DeviceCode',
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: {
      AccessToken: (_, token) => token.resourceServer?.accessTokenTTL ?? settings.accessTokenSeconds,
      AuthorizationCode: 60,
      DeviceCode: 10 * 60,
      IdToken: 60 * 60,
      Interaction: 60 * 60,
      RefreshToken: 30 * day,
      Session: 30 * day,
      Grant: 60 * day,
    },
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      userinfo: '/oauth/userinfo',
      device_authorization: '/oauth/device',
      code_verification: '/device',
      end_session: '/oauth/logout',
      pushed_authorization_request: '/oauth/par',
      jwks: '/.well-known/jwks.json',
    },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      deviceFlow: { enabled: true, userCodeInputSource: enterCode, userCodeConfirmSource: confirmCode, successSource: deviceDone },
      rpInitiatedLogout: { enabled: true, logoutSource: confirmSignOut, postLogoutSuccessSource: signedOut },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => settings.audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => {
          if (resource !== settings.audience) throw new errors.InvalidTarget();
          return resourceServer;
        },
      },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, subject) => asAccount(accounts.bySubject(subject)),
    extraTokenClaims: (_, token) => {
      const account = accounts.bySubject(token.accountId);
      return account && { email: account.email, email_verified: true, name: account.name };
    },
    loadExistingGrant: (ctx) => grantFor(ctx, settings.audience),
    renderError: errorPage,
  });

  // Every page of the provider carries the policy, the ones that it renders itself too: it adds its script's hash.
  provider.use(async (ctx, next) => {
    ctx.set('Content-Security-Policy', contentSecurityPolicy(settings));
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Referrer-Policy', 'same-origin');
    await next();
  });
  provider.on('server_error', (_, error) => console.error(error));
  return provider;
}

/** Mints an access token outside any flow, for scripts. */
export async function mintAccessToken(provider, { settings, keys, account, expiresIn }) {
  const client = await provider.Client.find('webhost-cli');
  const token = new provider.AccessToken({
    accountId: account.sub,
    client,
    expiresIn,
    gty: 'local_token',
    scope: apiScope,
    resourceServer: new provider.ResourceServer(settings.audience, describeApi(settings, keys, expiresIn)),
  });
  return token.save();
}

/** The API as a resource server: its tokens are JWTs, signed with the newest key. */
const describeApi = ({ audience }, keys, accessTokenTTL) => ({
  scope: apiScope,
  audience,
  accessTokenFormat: 'jwt',
  accessTokenTTL,
  jwt: { sign: { alg: 'RS256', kid: keys.jwks.keys[0].kid } },
});

function asAccount(account) {
  return account && {
    accountId: account.sub,
    claims: () => ({ sub: account.sub, email: account.email, email_verified: true, name: account.name }),
  };
}

// Both clients are the product's own: signing in is the consent, so a grant is made where there is none.
async function grantFor(ctx, audience) {
  const { client, account, session, provider, result } = ctx.oidc;
  const id = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const known = id && (await provider.Grant.find(id));
  const grant = known?.accountId === account.accountId ? known : new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope(identityScopes.join(' '));
  grant.addResourceScope(audience, apiScope);
  await grant.save();
  return grant;
}
