import { expect, it, vi } from 'vitest';

const show = vi.hoisted(() => vi.fn());
vi.mock('@/root', () => ({ show, showFailure: show }));
vi.mock('@/config', () => ({ loadConfig: () => Promise.resolve() }));
vi.mock('@/identity/session', () => ({ mayBeSignedIn: () => false, finishSignIn: () => Promise.reject(new Error('No matching state found in storage')) }));

it('A sign-in that comes to nothing is told of in words, at the way in', async () => {
  window.history.replaceState(null, '', '/callback?state=old');

  await import('@/main');

  await vi.waitFor(() => expect(show).toHaveBeenCalledWith('The sign-in was not completed. Try again.'));
  expect(window.location.pathname).toBe('/');
});
