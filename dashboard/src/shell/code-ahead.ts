import type { AppRouter } from '@/router';

const signs = ['pointermove', 'pointerdown', 'keydown'] as const;

/**
 * Loads the code of the other pages, one after the other while the browser has nothing else to do, once somebody begins to use the page that they see: whoever only looks
 * at it loads no more. What can't be loaded now is loaded when it is opened.
 * @returns ends it
 */
export function loadOtherPages(router: AppRouter): () => void {
  if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData) return () => {};
  const over = new AbortController();
  const ignore = () => signs.forEach((sign) => window.removeEventListener(sign, begin));
  const begin = () => {
    ignore();
    void load(router, over.signal);
  };
  for (const sign of signs) window.addEventListener(sign, begin, { passive: true });
  return () => {
    ignore();
    over.abort();
  };
}

async function load(router: AppRouter, signal: AbortSignal): Promise<void> {
  for (const route of Object.values(router.routesById)) {
    await idle();
    if (signal.aborted) return;
    await Promise.resolve(router.loadRouteChunk(route)).catch(() => {});
    if (signal.aborted) return;
  }
}

const idle = () =>
  new Promise<unknown>((resolve) => {
    // Safari has no idle callbacks.
    if ('requestIdleCallback' in window) requestIdleCallback(resolve, { timeout: 2000 });
    else setTimeout(resolve, 100);
  });
