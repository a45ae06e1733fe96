import { ErrorResponse, UserManager, WebStorageStateStore, type User } from 'oidc-client-ts';
import type { Config } from '@/config';

/** Signing in and out, and the access token of who is signed in. */
let manager: UserManager | undefined;
let user: User | null = null;
let renewing: Promise<User | null> | undefined;
let over = false;
const listeners = new Set<() => void>();

export function createSession(config: Config): UserManager {
  const origin = window.location.origin;
  manager = new UserManager({
    authority: config.oidcAuthority,
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
    automaticSilentRenew: true,
    accessTokenExpiringNotificationTimeInSeconds: 30,
    silentRequestTimeoutInSeconds: 8,
    monitorSession: false,
  });
  manager.events.addUserLoaded((loaded) => set(loaded));
  manager.events.addUserUnloaded(() => set(null));
  return manager;
}

/** Whose session this is: from this tab, else from the provider's own session if there is one. */
export async function restoreSession(): Promise<User | null> {
  const stored = await required().getUser();
  if (stored && !stored.expired) {
    set(stored);
    return stored;
  }
  return renew();
}

/** Finishes a sign-in and tells where it began. */
export async function finishSignIn(): Promise<string> {
  const signedIn = await required().signinRedirectCallback();
  set(signedIn);
  const state = signedIn.state as { returnTo?: unknown } | undefined;
  return localPath(state?.returnTo);
}

/** Only an address of this site is followed after signing in. */
export function localPath(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) && !value.startsWith('/callback') ? value : '/';
}

export function signIn(returnTo: string, hint?: 'signup'): Promise<void> {
  return required().signinRedirect({ state: { returnTo }, ...(hint && { extraQueryParams: { screen_hint: hint } }) });
}

export async function signOut(): Promise<void> {
  await required().signoutRedirect({ id_token_hint: user?.id_token });
}

/** Forgets who is signed in without asking the provider: the account is gone. */
export async function forget(): Promise<void> {
  await required().removeUser();
}

export async function renew(): Promise<User | null> {
  renewing ??= required()
    .signinSilent()
    .catch((error: unknown) => {
      // What the provider refuses is over; a provider that is away is asked again.
      over = error instanceof ErrorResponse;
      return null;
    })
    .finally(() => (renewing = undefined));
  const renewed = await renewing;
  if (renewed) set(renewed);
  return renewed;
}

/** A token that is good for some seconds yet, or none. */
export async function accessToken(): Promise<string | undefined> {
  if (user && (user.expires_in ?? 0) < 5) await renew();
  return user?.expired ? undefined : user?.access_token;
}

/** The API refused the token: a new one is asked for, and where the provider refuses too the sign-in page comes. */
export async function refused(): Promise<boolean> {
  if (await renew()) return true;
  if (over) await required().removeUser();
  return false;
}

export const currentUser = (): User | null => user;

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(next: User | null): void {
  user = next;
  for (const listener of listeners) listener();
}

function required(): UserManager {
  if (!manager) throw new Error('There is no session yet.');
  return manager;
}
