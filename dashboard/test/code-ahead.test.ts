import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AppRouter } from '@/router';
import { loadOtherPages } from '@/shell/code-ahead';

function routerOf(loadRouteChunk: (route: unknown) => Promise<void> | undefined): AppRouter {
  return { routesById: { one: 'one', two: 'two', three: 'three' }, loadRouteChunk } as unknown as AppRouter;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('nothing is loaded for somebody who only looks, and each page once for somebody who begins', async () => {
  const load = vi.fn<(route: unknown) => Promise<void>>(() => Promise.resolve());
  loadOtherPages(routerOf(load));
  await vi.advanceTimersByTimeAsync(5000);
  expect(load).not.toHaveBeenCalled();

  window.dispatchEvent(new Event('pointermove'));
  window.dispatchEvent(new Event('keydown'));

  await vi.advanceTimersByTimeAsync(5000);
  expect(load.mock.calls.flat()).toEqual(['one', 'two', 'three']);
});

it('a page whose code can not be loaded does not keep the others away', async () => {
  const load = vi.fn((route: unknown) => (route === 'one' ? Promise.reject(new Error('offline')) : undefined));
  loadOtherPages(routerOf(load));

  window.dispatchEvent(new Event('keydown'));

  await vi.advanceTimersByTimeAsync(5000);
  expect(load).toHaveBeenCalledTimes(3);
});

it('an application that has gone loads nothing more', async () => {
  const load = vi.fn(() => {
    end();
    return Promise.resolve();
  });
  const end = loadOtherPages(routerOf(load));

  window.dispatchEvent(new Event('pointerdown'));

  await vi.advanceTimersByTimeAsync(5000);
  expect(load).toHaveBeenCalledOnce();
});

it('an application that has gone while code was loaded waits for no window', async () => {
  let arrive = () => {};
  const loaded = new Promise<void>((resolve) => (arrive = resolve));
  const end = loadOtherPages(routerOf(() => loaded));
  window.dispatchEvent(new Event('pointerdown'));
  await vi.advanceTimersByTimeAsync(5000);

  end();
  arrive();
  await vi.advanceTimersByTimeAsync(0);

  expect(vi.getTimerCount()).toBe(0);
});
