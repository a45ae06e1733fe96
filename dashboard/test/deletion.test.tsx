import { screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '@/config';
import { currentUser, restoreSession } from '@/identity/session';
import { failure, serve, type Asked } from './page';

const signinSilent = vi.hoisted(() => vi.fn());
vi.mock('@/identity/oidc', () => ({ isRefusal: () => false, createManager: () => ({ events: { addUserLoaded: vi.fn(), addUserUnloaded: vi.fn() }, getUser: () => Promise.resolve(null), signinSilent }) }));

const key = 'oidc.user:https://id.example.org:dashboard';
const signedIn = (token: string, sub = 'usr_1') => ({ access_token: token, expires_at: Date.now() / 1000 + 3600, profile: { sub } });

beforeAll(() => void (document.body.innerHTML = '<div id="root"></div>'));
describe('an account whose deletion has begun', () => {
  it('is watched by nobody who is signed in, and no new token opens another', async () => {
    sessionStorage.setItem(key, JSON.stringify(signedIn('old')));
    signinSilent.mockImplementation(() => Promise.resolve(signedIn('new')));
    let deleted = false;
    const authorized: string[] = [];
    // As the API does: a token from before the deletion is refused, and a new one makes a new user.
    const own = (answer: object) => ({ url, headers }: Asked) => {
      if (!deleted) return answer;
      authorized.push(`${url.pathname} ${headers.get('Authorization')}`);
      return failure('UNAUTHENTICATED', 401);
    };
    const progress = vi.fn(({ headers }: Asked) => ({ deletionId: 'del_1', step: 'done', done: headers.get('Authorization') === null, requestedAt: '', statusUrl: '' }));
    serve({
      'GET /v1/me': own({ userId: 'usr_1', email: 'ada@example.com', subscriptionTier: 'free', defaultRuntimeProvider: 'cloudflare', createdAt: '2026-11-28T00:00:00Z' }),
      'GET /v1/me/export': own({}),
      'DELETE /v1/me': () => {
        deleted = true;
        return { deletionId: 'del_1', step: 'requested', done: false, requestedAt: '', statusUrl: '' };
      },
      'GET /v1/deletions/del_1': progress,
    });
    await loadConfig();
    await restoreSession();
    window.history.replaceState(null, '', '/account');
    (await import('@/root')).show();

    await user.click(await screen.findByRole('button', { name: 'Delete my account …' }));
    await user.type(await screen.findByRole('textbox'), 'ada@example.com');
    await user.click(screen.getByRole('button', { name: 'Delete everything' }));
    await screen.findByText('Your account is deleted');
    window.dispatchEvent(new Event('focus'));
    document.dispatchEvent(new Event('visibilitychange'));

    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Your account is deleted');
    expect(screen.queryByText('Export my data')).toBeNull();
    expect(currentUser()).toBeNull();
    expect(signinSilent).not.toHaveBeenCalled();
    expect(authorized).toEqual([]);
    expect(sessionStorage.getItem(key)).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(screen.getAllByRole('button', { name: /Create an account/ }).length).toBeGreaterThan(0));
  });
});

describe('an account that was deleted elsewhere', () => {
  it('is left by this device as soon as the API says so, and no new token opens another', async () => {
    signinSilent.mockClear();
    sessionStorage.setItem(key, JSON.stringify(signedIn('old', 'usr_2')));
    const gone = () => new Response(JSON.stringify({ error: { code: 'UNAUTHENTICATED', message: 'Deleted.', retryable: false, traceId: 'trace-1' } }), { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token", account="deleted"' } });
    serve({ 'GET /v1/me': gone, 'GET /v1/me/export': gone });
    await loadConfig();
    await restoreSession();
    window.history.replaceState(null, '', '/account');
    (await import('@/root')).show();

    expect(await screen.findByText('This account was deleted. Sign in again to begin a new one.')).toBeTruthy();
    expect(currentUser()).toBeNull();
    expect(signinSilent).not.toHaveBeenCalled();
    expect(localStorage.getItem('webhost.signedIn')).toBeNull();
  });
});
