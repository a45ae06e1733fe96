import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const signinSilent = vi.hoisted(() => vi.fn());
const getUser = vi.hoisted(() => vi.fn());
const isRefusal = vi.hoisted(() => vi.fn());
const createManager = vi.hoisted(() => vi.fn());

vi.mock('@/config', () => ({ config: () => ({ apiBaseUrl: 'https://api.example.org', oidcAuthority: 'https://id.example.org', oidcClientId: 'dashboard' }) }));
vi.mock('@/identity/oidc', () => ({ createManager, isRefusal }));

const key = 'oidc.user:https://id.example.org:dashboard';
const user = (token: string, seconds: number) => ({ access_token: token, expires_at: Date.now() / 1000 + seconds, profile: { sub: 'usr_1' } });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-28T12:00:00Z') });
  vi.resetModules();
  createManager.mockReset().mockReturnValue({ events: { addUserLoaded: vi.fn(), addUserUnloaded: vi.fn() }, signinSilent, getUser });
  signinSilent.mockReset();
  getUser.mockReset().mockResolvedValue({ refresh_token: 'once' });
  isRefusal.mockReset().mockReturnValue(false);
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

    await vi.advanceTimersByTimeAsync(45_000);
    await vi.waitFor(() => expect(createManager).toHaveBeenCalledOnce());
    await vi.waitFor(() => expect(signinSilent).toHaveBeenCalledOnce());
  });

  it('that slept asks once, whoever waits', async () => {
    sessionStorage.setItem(key, JSON.stringify(user('first', 3600)));
    const session = await import('@/identity/session');
    await session.restoreSession();
    signinSilent.mockImplementation(() => Promise.resolve(user('second', 3600)));

    vi.setSystemTime(Date.now() + 3_700_000);
    const calls = [session.accessToken(), session.accessToken()];
    vi.runOnlyPendingTimers();

    expect(await Promise.all(calls)).toEqual(['second', 'second']);
    expect(signinSilent).toHaveBeenCalledOnce();
  });

  it('whose refresh token is spent asks the session at the provider, and is over only where that refuses too', async () => {
    sessionStorage.setItem(key, JSON.stringify(user('first', 3600)));
    const session = await import('@/identity/session');
    await session.restoreSession();
    isRefusal.mockReturnValue(true);

    signinSilent.mockRejectedValueOnce(new Error('invalid_grant')).mockResolvedValueOnce(user('second', 3600));
    expect((await session.renew())?.access_token).toBe('second');
    expect(signinSilent).toHaveBeenLastCalledWith({ forceIframeAuth: true });
    expect(session.mayBeSignedIn()).toBe(true);

    signinSilent.mockRejectedValueOnce(new Error('invalid_grant')).mockRejectedValueOnce(new Error('login_required'));
    expect(await session.renew()).toBeNull();
    expect(session.mayBeSignedIn()).toBe(false);
    expect(session.whyEnded()).toContain('Your session has ended.');
  });

  it('is told of no end where the provider was merely away', async () => {
    sessionStorage.setItem(key, JSON.stringify(user('first', 3600)));
    const session = await import('@/identity/session');
    await session.restoreSession();
    signinSilent.mockRejectedValue(new Error('Failed to fetch'));

    expect(await session.renew()).toBeNull();

    expect(session.whyEnded()).toBeUndefined();
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

describe('a tab whose account is being deleted', () => {
  it('is told by another one, and holds and asks for no token any more', async () => {
    sessionStorage.setItem(key, JSON.stringify(user('first', 3600)));
    const session = await import('@/identity/session');
    await session.restoreSession();
    signinSilent.mockResolvedValue(user('second', 3600));

    localStorage.setItem('webhost.deletion', 'del_1');
    window.dispatchEvent(new StorageEvent('storage', { key: 'webhost.deletion', newValue: 'del_1' }));

    expect(session.currentUser()).toBeNull();
    expect(await session.refused()).toBe(false);
    await session.restoreSession();
    expect(await session.accessToken()).toBeUndefined();
    expect(signinSilent).not.toHaveBeenCalled();
  });
});

describe('a tab beside which somebody signs out', () => {
  const depart = () => window.dispatchEvent(new StorageEvent('storage', { key: 'webhost.signedOut', newValue: '1' }));

  it('is signed out too', async () => {
    sessionStorage.setItem(key, JSON.stringify(user('first', 3600)));
    const session = await import('@/identity/session');
    await session.restoreSession();
    const heard = vi.fn();
    session.subscribe(heard);

    depart();

    expect(session.currentUser()).toBeNull();
    expect(session.mayBeSignedIn()).toBe(false);
    expect(sessionStorage.getItem(key)).toBeNull();
    expect(heard).toHaveBeenCalledOnce();
  });

  it('stays so when a new token was on its way', async () => {
    sessionStorage.setItem(key, JSON.stringify(user('first', 3600)));
    const session = await import('@/identity/session');
    await session.restoreSession();
    let answer: (signedIn: object) => void = () => {};
    signinSilent.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    const renewed = session.renew();
    await vi.waitFor(() => expect(signinSilent).toHaveBeenCalledOnce());

    depart();
    answer(user('second', 3600));

    expect(await renewed).toBeNull();
    expect(session.currentUser()).toBeNull();
  });

  it('hears of it as the page leaves for the provider, and not where that can’t be reached', async () => {
    sessionStorage.setItem(key, JSON.stringify(user('first', 3600)));
    const signoutRedirect = vi.fn().mockRejectedValueOnce(new TypeError('The provider is away.')).mockReturnValue(new Promise(() => {}));
    createManager.mockReturnValue({ events: { addUserLoaded: vi.fn(), addUserUnloaded: vi.fn() }, signoutRedirect });
    const session = await import('@/identity/session');
    await session.restoreSession();

    await expect(session.signOut()).rejects.toThrow('away');
    window.dispatchEvent(new Event('pagehide'));
    expect(localStorage.getItem('webhost.signedOut')).toBeNull();
    expect(session.mayBeSignedIn()).toBe(true);

    void session.signOut();
    await vi.waitFor(() => expect(signoutRedirect).toHaveBeenCalledTimes(2));
    window.dispatchEvent(new Event('pagehide'));
    expect(localStorage.getItem('webhost.signedOut')).not.toBeNull();
    expect(session.mayBeSignedIn()).toBe(false);
  });
});
