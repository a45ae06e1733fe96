import type { OidcMetadata, UserManager } from 'oidc-client-ts';
import { config } from '@/config';

/** Who is signed in, as far as this site needs to know. */
export interface SignedIn {
  access_token: string;
  id_token?: string | undefined;
  expires_at?: number | undefined;
  profile: { sub: string; name?: string | undefined; email?: string | undefined };
}

type Oidc = typeof import('./oidc');

// That somebody was signed in in this browser, so that it is worth asking the provider.
const mark = 'webhost.signedIn';

// The deletion of the account that was signed in here. The API would open a new account for a new token, so there is none in any tab until somebody signs in again.
const deletionMark = 'webhost.deletion';

// When somebody last signed out here: every tab of this browser hears of it.
const departureMark = 'webhost.signedOut';

// How many seconds before the token expires a new one is asked for.
const beforeExpiry = 60;
// What a browser's timer can wait.
const longestTimer = 2 ** 31 - 1;

let loading: Promise<{ manager: UserManager; oidc: Oidc }> | undefined;
let user: SignedIn | null = null;
let renewing: Promise<SignedIn | null> | undefined;
let renewal: ReturnType<typeof setTimeout> | undefined;
let over = false;
let ending: string | undefined;
let departures = 0;
const listeners = new Set<() => void>();

/** Whether it is likely that somebody is signed in, as far as that can be told at once. */
export const mayBeSignedIn = (): boolean => localStorage.getItem(mark) !== null;

/** The deletion whose progress is to be shown, in place of all else. */
export const deletion = (): string | null => localStorage.getItem(deletionMark);

/** Whose session this is: from this tab, else from the provider's own session if there may be one. */
export async function restoreSession(): Promise<void> {
  if (deletion()) return forget();
  const stored = storedUser();
  if (stored && secondsLeft(stored) > 5) {
    set(stored);
  } else if (stored || localStorage.getItem(mark)) {
    await renew();
  }
}

/** What is stored for this tab, as the client has written it. */
function storedUser(): SignedIn | null {
  const text = sessionStorage.getItem(storageKey());
  return text ? (JSON.parse(text) as SignedIn) : null;
}

const storageKey = (): string => `oidc.user:${config().oidcAuthority}:${config().oidcClientId}`;

/** Finishes a sign-in and tells where it began. */
export async function finishSignIn(): Promise<string> {
  const { manager } = await client();
  const signedIn = await manager.signinRedirectCallback();
  set(signedIn);
  const state = signedIn.state as { returnTo?: unknown } | undefined;
  return localPath(state?.returnTo);
}

/** Only an address of this site is followed after signing in. */
export function localPath(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) && !value.startsWith('/callback') ? value : '/';
}

export async function signIn(returnTo: string, hint?: 'signup'): Promise<void> {
  const { manager } = await client();
  await manager.signinRedirect({ state: { returnTo }, ...(hint && { extraQueryParams: { screen_hint: hint } }) });
}

export async function signOut(): Promise<void> {
  const { manager } = await client();
  const hint = user?.id_token;
  // As this page leaves, and not before: where the provider can't be reached, everybody stays signed in.
  const staying = new AbortController();
  window.addEventListener('pagehide', tellOfDeparture, { once: true, signal: staying.signal });
  try {
    await manager.signoutRedirect(hint ? { id_token_hint: hint } : {});
  } catch (error) {
    staying.abort();
    throw error;
  }
}

function tellOfDeparture(): void {
  localStorage.removeItem(mark);
  localStorage.setItem(departureMark, String(Date.now()));
}

/** Forgets who is signed in without asking the provider, as soon as the account's deletion has begun. */
export function leaveFor(deletionId: string): void {
  localStorage.setItem(deletionMark, deletionId);
  forget();
}

/** The deletion needs no more watching. */
export function leave(): void {
  localStorage.removeItem(deletionMark);
  forget();
}

/** The account was deleted elsewhere: this tab is signed out without asking the provider, whose next token would open another account. */
export function accountIsGone(): void {
  ending = 'This account was deleted. Sign in again to begin a new one.';
  forget();
}

/** Why nobody is signed in any more, if that is to be told. */
export const whyEnded = (): string | undefined => ending;

function forget(): void {
  localStorage.removeItem(mark);
  sessionStorage.removeItem(storageKey());
  set(null);
}

window.addEventListener('storage', ({ key }) => {
  if (key === departureMark) departures++;
  if (key === departureMark || key === deletionMark) forget();
});

/**
 * A new token, or null. Whoever asks meanwhile gets the same: a refresh token may be used once, and a second use ends the session. When a computer
 * wakes, all that waited asks at once.
 */
export async function renew(): Promise<SignedIn | null> {
  if (deletion()) return null;
  const before = departures;
  renewing ??= askForToken().finally(() => (renewing = undefined));
  const renewed = await renewing;
  if (before !== departures) {
    forget();
    return null;
  }
  if (renewed) set(renewed);
  return renewed;
}

async function askForToken(): Promise<SignedIn | null> {
  const { manager, oidc } = await client();
  const refreshes = (await manager.getUser())?.refresh_token !== undefined;
  try {
    return await manager.signinSilent();
  } catch (error) {
    if (!refreshes || !oidc.isRefusal(error)) return refusedBy(oidc, error);
  }
  // The refresh token is spent, as in a tab that was duplicated: the provider's own session may be alive.
  try {
    return await manager.signinSilent({ forceIframeAuth: true });
  } catch (error) {
    return refusedBy(oidc, error);
  }
}

/** What the provider refuses is over; a provider that is away is asked again. */
function refusedBy(oidc: Oidc, error: unknown): null {
  over = oidc.isRefusal(error);
  if (over) {
    localStorage.removeItem(mark);
    ending = 'Your session has ended. Sign in again, and you come back to this page.';
  }
  return null;
}

/** A token that is good for some seconds yet, or none. */
export async function accessToken(): Promise<string | undefined> {
  if (user && secondsLeft(user) < 5) await renew();
  return user && secondsLeft(user) > 0 ? user.access_token : undefined;
}

/** The API refused the token: a new one is asked for, and where the provider refuses too the sign-in page comes. */
export async function refused(): Promise<boolean> {
  if (await renew()) return true;
  if (over) await (await client()).manager.removeUser();
  return false;
}

export const currentUser = (): SignedIn | null => user;

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const secondsLeft = ({ expires_at }: SignedIn): number => (expires_at ?? 0) - Date.now() / 1000;

function client(): Promise<{ manager: UserManager; oidc: Oidc }> {
  loading ??= Promise.all([import('./oidc'), discover()]).then(
    ([oidc, metadata]) => {
      const manager = oidc.createManager(config(), metadata);
      manager.events.addUserLoaded((loaded) => set(loaded));
      manager.events.addUserUnloaded(() => set(null));
      return { manager, oidc };
    },
    (error: unknown) => {
      // Its code could not be loaded: the next time it is tried again.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** What the provider says of itself, asked for while the client is loaded. Where there is no answer the client asks again when it needs one. */
async function discover(): Promise<Partial<OidcMetadata> | undefined> {
  try {
    const answer = await fetch(`${config().oidcAuthority.replace(/\/$/, '')}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(5000) });
    return answer.ok ? ((await answer.json()) as Partial<OidcMetadata>) : undefined;
  } catch {
    return undefined;
  }
}

function set(next: SignedIn | null): void {
  // A renewal that was under way when the deletion began.
  if (next && deletion()) return forget();
  user = next;
  clearTimeout(renewal);
  if (next) {
    ending = undefined;
    localStorage.setItem(mark, 'yes');
    // The client is loaded for that, and not with the page. Where it fails the next call of the API asks again.
    renewal = setTimeout(() => void renew().catch(() => undefined), Math.min(Math.max(secondsLeft(next) - beforeExpiry, 1) * 1000, longestTimer));
  }
  for (const listener of listeners) listener();
}
