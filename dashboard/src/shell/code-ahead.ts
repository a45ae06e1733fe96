import type { AppRouter } from '@/router';

const signs = ['pointermove', 'pointerdown', 'keydown'] as const;

/**
 * Loads the code of the other pages, one after the other while the browser has nothing else to do, once somebody begins to use the page that they see: whoever only looks
 * at it loads no more. What can't be loaded now is loaded when it is opened.
 */
export function loadOtherPages(router: AppRouter, signal: AbortSignal): void {
  if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData) return;
  const begun = new AbortController();
  const begin = () => {
    begun.abort();
    void load(router, signal);
  };
  for (const sign of signs) window.addEventListener(sign, begin, { passive: true, signal: AbortSignal.any([begun.signal, signal]) });
}

async function load(router: AppRouter, signal: AbortSignal): Promise<void> {
  for (const route of Object.values(router.routesById)) {
    await idle();
    if (signal.aborted) return;
    await Promise.resolve(router.loadRouteChunk(route)).catch(() => {});
  }
}

const idle = () =>
  new Promise<unknown>((resolve) => {
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in window) requestIdleCallback(resolve, { timeout: 2000 });
    else setTimeout(resolve, 100);
  });
