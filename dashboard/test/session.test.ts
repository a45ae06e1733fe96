import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const signinSilent = vi.hoisted(() => vi.fn());
const createManager = vi.hoisted(() => vi.fn());

vi.mock('@/config', () => ({ config: () => ({ apiBaseUrl: 'https://api.example.org', oidcAuthority: 'https://id.example.org', oidcClientId: 'dashboard' }) }));
vi.mock('@/identity/oidc', () => ({ createManager, isRefusal: () => false }));

const key = 'oidc.user:https://id.example.org:dashboard';
const user = (token: string, seconds: number) => ({ access_token: token, expires_at: Date.now() / 1000 + seconds, profile: { sub: 'usr_1' } });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-28T12:00:00Z') });
  vi.resetModules();
  createManager.mockReset().mockReturnValue({ events: { addUserLoaded: vi.fn(), addUserUnloaded: vi.fn() }, signinSilent });
  signinSilent.mockReset();
  vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('The provider is away.'))));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  sessionStorage.clear();
  localStorage.clear();
});

describe('a tab that has its token', () => {
  it('loads the sign-in client in time to renew, and not with the page', async () => {
    sessionStorage.setItem(key, JSON.stringify(user('first', 3600)));
    const session = await import('@/identity/session');

    await session.restoreSession();
    await vi.advanceTimersByTimeAsync(3_500_000);
    expect(session.currentUser()?.access_token).toBe('first');
    expect(createManager).not.toHaveBeenCalled();

    await vi.advanceTimersByTimeAsync(15_000);
    await vi.waitFor(() => expect(createManager).toHaveBeenCalledOnce());
  });

  it('that is nearly used up renews it before it calls', async () => {
    sessionStorage.setItem(key, JSON.stringify(user('first', 3600)));
    const session = await import('@/identity/session');
    await session.restoreSession();
    expect(await session.accessToken()).toBe('first');

    // A machine that slept: no timer ran meanwhile.
    vi.setSystemTime(Date.now() + 3_597_000);
    signinSilent.mockResolvedValue(user('second', 3600));

    expect(await session.accessToken()).toBe('second');
  });
});

describe('a tab without a token', () => {
  it('asks the provider where somebody was signed in before, and nobody else', async () => {
    const nobody = await import('@/identity/session');
    await nobody.restoreSession();
    expect(nobody.mayBeSignedIn()).toBe(false);
    expect(createManager).not.toHaveBeenCalled();

    localStorage.setItem('webhost.signedIn', 'yes');
    signinSilent.mockResolvedValue(user('renewed', 3600));
    await nobody.restoreSession();

    expect(nobody.currentUser()?.access_token).toBe('renewed');
  });
});
