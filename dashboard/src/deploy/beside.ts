import type { work, Zipping } from './zipping';

/**
 * Has something done with an archive while the page goes on. Each time in a worker of its own, from a file of this site: the policy allows no other, so the archive
 * writer's own workers, which come from code as text, never start.
 */
export async function beside<Act extends keyof Zipping>(act: Act, ...given: Parameters<Zipping[Act]>): Promise<ReturnType<Zipping[Act]>> {
  const worker = new Worker(new URL('./zip.worker.ts', import.meta.url), { type: 'module' });
  return await new Promise<ReturnType<Zipping[Act]>>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ReturnType<typeof work>>) => ('failed' in data ? reject(new Error(data.failed)) : resolve(data.done as ReturnType<Zipping[Act]>));
    worker.onerror = ({ message }) => reject(new Error(message || 'The browser could not start what packs and unpacks archives'));
    worker.onmessageerror = () => reject(new Error('The browser could not hand over the archive'));
    worker.postMessage([act, ...given]);
  }).finally(() => worker.terminate());
}
