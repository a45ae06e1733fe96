import { useCallback, useEffect, useRef, useState } from 'react';
import { call, send } from '@/api/client';
import { onReturn } from '@/api/connection';
import { ApiError } from '@/api/errors';
import type { LogLinePage } from '@/api/schema';
import { useAway } from '@/live/away';
import { follow, type FollowState } from '@/live/follow';
import { merge, mostLines, type LogLine } from './log-buffer';

export interface LogFilter {
  level?: string | undefined;
  text?: string | undefined;
  traceId?: string | undefined;
  deploymentId?: string | undefined;
}

// The most that the API gives at once, and how many such pages one look back reads.
const page = 200;
const pagesBack = 4;
// A line may arrive so long after it was written.
const lateMs = 60_000;
// A browser opens six connections to an address for all of its tabs together, and each followed log holds one of them: where nobody looks it is given up.
const unseenMs = 20_000;

/** An agent's log: what was written, and what is being written unless it is paused. Out of sight it rests, and goes on from where it was. */
export function useLogs(agentId: string, filter: LogFilter, paused: boolean) {
  const { level, text, traceId, deploymentId } = filter;
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [loaded, setLoaded] = useState(false);
  const [state, setState] = useState<FollowState>('connecting');
  const [error, setError] = useState<ApiError>();
  const [older, setOlder] = useState<string>();
  const [loadingOlder, setLoadingOlder] = useState(false);
  const [round, setRound] = useState(0);
  // The line that came last: the stream is taken up again after it.
  const latest = useRef<string>(undefined);
  // Where nothing was written yet it begins here, by the control plane's clock: the viewer's may be wrong.
  const began = useRef<string>(undefined);
  const lookingBack = useRef<AbortController>(undefined);
  const away = useAway(unseenMs);
  const full = lines.length >= mostLines;

  useEffect(() => {
    lookingBack.current?.abort();
    setLoadingOlder(false);
    setLines([]);
    setLoaded(false);
    setError(undefined);
    setOlder(undefined);
    latest.current = undefined;
  }, [agentId, level, text, traceId, deploymentId, round]);

  // The newest page first; where the control plane was away, as soon as it is back.
  useEffect(() => {
    const stop = new AbortController();
    let forget: (() => void) | undefined;
    const read = async () => {
      const response = await send('GET /v1/agents/{agentId}/logs', { path: { agentId }, query: { level, text, traceId, deploymentId, limit: page }, signal: stop.signal });
      return { first: (await response.json()) as LogLinePage, at: response.headers.get('Date') };
    };
    read().then(
      ({ first, at }) => {
        began.current = new Date((at ? Date.parse(at) : Date.now()) - lateMs).toISOString();
        setLines((now) => merge(now, first.items));
        latest.current = first.items[0]?.id;
        setOlder(first.nextCursor ?? undefined);
        setLoaded(true);
      },
      (failure: unknown) => {
        if (stop.signal.aborted) return;
        setError(ApiError.of(failure));
        forget = onReturn(() => setRound((now) => now + 1));
      },
    );
    return () => {
      stop.abort();
      forget?.();
    };
  }, [agentId, level, text, traceId, deploymentId, round]);

  // Then what comes. Lines that come at once are shown at once.
  useEffect(() => {
    if (!loaded || paused || away) return;
    const stop = new AbortController();
    let waiting: LogLine[] = [];
    let scheduled = 0;
    const show = () => {
      scheduled = 0;
      const more = waiting;
      waiting = [];
      if (more.length === 0) return;
      setLines((now) => merge(now, more));
    };
    const take = (more: LogLine[]) => {
      waiting.push(...more);
      latest.current = more.at(-1)?.id ?? latest.current;
      scheduled ||= window.setTimeout(show, 80);
    };
    const following = () => ({ level, text, traceId, deploymentId, ...(!latest.current && { since: began.current }) });
    void follow({
      signal: stop.signal,
      open: (_, signal) =>
        send('GET /v1/agents/{agentId}/logs', { path: { agentId }, query: following(), headers: { Accept: 'text/event-stream', ...(latest.current && { 'Last-Event-ID': latest.current }) }, signal, timeoutMs: 0 }),
      onState: setState,
      onEvent: (event) => {
        if (event.name === 'log') take([JSON.parse(event.data) as LogLine]);
        return false;
      },
      onError: (failure) => setError(failure.retryable ? undefined : failure),
      poll: async (signal) => {
        // The newest come first: back to one that is known, for more than a page may have been written since.
        const known = latest.current;
        const newer: LogLine[] = [];
        let cursor: string | undefined;
        do {
          const next: LogLinePage = await call('GET /v1/agents/{agentId}/logs', { path: { agentId }, query: { ...following(), limit: page, cursor }, signal });
          newer.push(...next.items);
          cursor = known && next.items.some(({ id }) => id >= known) ? undefined : (next.nextCursor ?? undefined);
        } while (cursor && newer.length < mostLines);
        take(newer.toReversed());
        return false;
      },
    });
    return () => {
      stop.abort();
      window.clearTimeout(scheduled);
      show();
    };
  }, [agentId, level, text, traceId, deploymentId, round, loaded, paused, away]);

  // At the most lines it ends: the newest would have to go, and the stream goes on from them.
  const loadOlder = useCallback(async () => {
    if (!older || loadingOlder || full) return;
    const stop = new AbortController();
    lookingBack.current = stop;
    setLoadingOlder(true);
    setError(undefined);
    try {
      let cursor: string | undefined = older;
      const read: LogLine[] = [];
      for (let number = 0; number < pagesBack && cursor; number++) {
        const next: LogLinePage = await call('GET /v1/agents/{agentId}/logs', { path: { agentId }, query: { level, text, traceId, deploymentId, limit: page, cursor }, signal: stop.signal });
        read.push(...next.items);
        cursor = next.nextCursor ?? undefined;
      }
      if (stop.signal.aborted) return;
      setLines((now) => merge(now, read));
      setOlder(cursor);
    } catch (failure) {
      if (!stop.signal.aborted) setError(ApiError.of(failure));
    } finally {
      if (!stop.signal.aborted) setLoadingOlder(false);
    }
  }, [agentId, level, text, traceId, deploymentId, older, loadingOlder, full]);

  return { lines, loaded, state, error, full: full && older !== undefined, hasOlder: older !== undefined, loadingOlder, loadOlder, retry: () => setRound((now) => now + 1) };
}
