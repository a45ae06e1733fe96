import { useSyncExternalStore } from 'react';
import { config } from '@/config';

/** Whether the control plane can be reached; while it can't, it is asked again until it answers. */
let online = true;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const returns = new Set<() => void>();

export function reached(): void {
  if (online) return;
  clearTimeout(timer);
  set(true);
  for (const listener of returns) listener();
}

export function unreachable(): void {
  if (!online) return;
  set(false);
  ask(1000);
}

/** Runs when the control plane answers again. */
export function onReturn(listener: () => void): () => void {
  returns.add(listener);
  return () => returns.delete(listener);
}

export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => online);

function ask(delay: number): void {
  timer = setTimeout(async () => {
    try {
      await fetch(`${config().apiBaseUrl}/healthz`, { cache: 'no-store', signal: AbortSignal.timeout(5000) });
      reached();
    } catch {
      // Still away: asked again, less and less often.
      ask(Math.min(delay * 1.5, 10_000));
    }
  }, delay);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(value: boolean): void {
  online = value;
  for (const listener of listeners) listener();
}
