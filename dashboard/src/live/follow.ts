import { onReturn } from '@/api/connection';
import { ApiError } from '@/api/errors';
import { eventsOf } from './stream';
import type { ServerEvent } from './sse';

export type FollowState = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'ended';

interface Options {
  /** Opens the stream anew, after the event with this id. */
  open: (lastId: string | undefined, signal: AbortSignal) => Promise<Response>;
  /** Returns true when there is nothing more to come. */
  onEvent: (event: ServerEvent) => boolean | void;
  onState?: (state: FollowState) => void;
  /** Reads what is new without a stream; true when there is nothing more to come. */
  poll?: (signal: AbortSignal) => Promise<boolean | void>;
  onError?: (error: ApiError) => void;
  signal: AbortSignal;
  /** Waits; a test gives its own. */
  wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const streamsBeforePolling = 3;
const pollsBeforeStream = 10;
const pollEvery = 2000;
// The control plane answers a stream at once, whatever there is to tell: something on the way holds the answer back.
const patience = 15_000;

/** Follows a stream over broken connections; where no stream comes through it polls, and tries the stream again now and then. */
export async function follow({ open, onEvent, onState, poll, onError, signal, wait = pause }: Options): Promise<void> {
  let lastId: string | undefined;
  let failed = 0;
  onState?.('connecting');
  while (!signal.aborted) {
    try {
      const response = await opened((until) => open(lastId, until), signal);
      onState?.('live');
      for await (const event of eventsOf(response)) {
        if (signal.aborted) return;
        failed = 0;
        lastId = event.id ?? lastId;
        if (onEvent(event)) return onState?.('ended');
      }
      // A stream that ends before its last event was cut: a proxy or a restart.
      failed++;
    } catch (error) {
      if (signal.aborted) return;
      failed++;
      const failure = ApiError.of(error);
      onError?.(failure);
      if (!failure.retryable && failure.status >= 400) return onState?.('ended');
    }
    if (poll && failed >= streamsBeforePolling) {
      if (await pollFor(poll, onState, onError, signal, wait)) return onState?.('ended');
      // The next loss of the stream comes back here at once.
      failed = streamsBeforePolling - 1;
    } else {
      onState?.('reconnecting');
      await wait(Math.min(500 * 2 ** Math.min(failed - 1, 5), 10_000), signal);
    }
  }
}

/** The stream once its head has come; one that stays away too long throws. */
async function opened(open: (signal: AbortSignal) => Promise<Response>, signal: AbortSignal): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('The stream did not open in time.', 'TimeoutError')), patience);
  try {
    const until = AbortSignal.any([signal, late.signal]);
    return await Promise.race([open(until), new Promise<never>((_, reject) => until.addEventListener('abort', () => reject(until.reason as Error)))]);
  } finally {
    clearTimeout(timer);
  }
}

async function pollFor(poll: NonNullable<Options['poll']>, onState: Options['onState'], onError: Options['onError'], signal: AbortSignal, wait: NonNullable<Options['wait']>): Promise<boolean> {
  for (let round = 0; round < pollsBeforeStream && !signal.aborted; round++) {
    try {
      if (await poll(signal)) return true;
      onState?.('polling');
    } catch (error) {
      if (signal.aborted) return false;
      const failure = ApiError.of(error);
      onError?.(failure);
      onState?.('reconnecting');
      if (!failure.retryable && failure.status >= 400) return true;
    }
    await wait(pollEvery, signal);
  }
  return false;
}

// Not longer than until the control plane is back, wherever that was noticed.
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    const forget = onReturn(done);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      forget();
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
