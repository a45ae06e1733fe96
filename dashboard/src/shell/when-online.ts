import { onReturn, unreachable } from '@/api/connection';

/**
 * What loads a page's code, and waits without a connection until there is one: the router would load the whole site anew, and the browser's own error page would come in its place.
 * @returns loads it
 */
export const whenOnline = <T>(load: () => Promise<T>) => (): Promise<T> =>
  load().catch(async (error: unknown) => {
    if (navigator.onLine) throw error;
    unreachable();
    await new Promise<void>((resolve) => {
      const forget = onReturn(() => {
        forget();
        resolve();
      });
    });
    return load();
  });
