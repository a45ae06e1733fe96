import { ErrorResponse, UserManager, WebStorageStateStore, type OidcMetadata } from 'oidc-client-ts';
import type { Config } from '@/config';

/** The OpenID Connect client. It is loaded when it is first needed: a page of somebody who is signed in needs it only to renew. */
export function createManager(config: Config, metadata: Partial<OidcMetadata> | undefined): UserManager {
  const origin = window.location.origin;
  return new UserManager({
    authority: config.oidcAuthority,
    ...(metadata && { metadata }),
    client_id: config.oidcClientId,
    redirect_uri: `${origin}/callback`,
    silent_redirect_uri: `${origin}/silent-renew`,
    post_logout_redirect_uri: `${origin}/`,
    response_type: 'code',
    scope: config.oidcScope ?? 'openid profile email',
    extraQueryParams: config.oidcAudience ? { audience: config.oidcAudience } : {},
    // A tab keeps its tokens over a reload and loses them when it closes; a new tab gets its own from the provider's session.
    userStore: new WebStorageStateStore({ store: window.sessionStorage }),
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    // session.ts renews, so that there is one renewal at a time.
    automaticSilentRenew: false,
    silentRequestTimeoutInSeconds: 8,
    monitorSession: false,
  });
}

/** Whether the provider has refused, and was not merely away. */
export const isRefusal = (error: unknown): boolean => error instanceof ErrorResponse;
