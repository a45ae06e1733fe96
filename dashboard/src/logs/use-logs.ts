import { useCallback, useEffect, useRef, useState } from 'react';
import { call, send } from '@/api/client';
import { ApiError } from '@/api/errors';
import type { LogLinePage } from '@/api/schema';
import { follow, type FollowState } from '@/live/follow';
import { merge, type LogLine } from './log-buffer';

export interface LogFilter {
  level?: string | undefined;
  text?: string | undefined;
  traceId?: string | undefined;
  deploymentId?: string | undefined;
}

// The most that the API gives at once, and how many such pages one look back reads.
const page = 200;
const pagesBack = 4;

/** An agent's log: what was written, and what is being written unless it is paused. */
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

  useEffect(() => {
    setLines([]);
    setLoaded(false);
    setError(undefined);
    setOlder(undefined);
    latest.current = undefined;
  }, [agentId, level, text, traceId, deploymentId, round]);

  // The newest page first.
  useEffect(() => {
    const stop = new AbortController();
    call('GET /v1/agents/{agentId}/logs', { path: { agentId }, query: { level, text, traceId, deploymentId, limit: page }, signal: stop.signal }).then(
      (first) => {
        setLines((now) => merge(now, first.items));
        latest.current = first.items[0]?.id;
        setOlder(first.nextCursor ?? undefined);
        setLoaded(true);
      },
      (failure: unknown) => {
        if (!stop.signal.aborted) setError(ApiError.of(failure));
      },
    );
    return () => stop.abort();
  }, [agentId, level, text, traceId, deploymentId, round]);

  // Then what comes. Lines that come at once are shown at once.
  useEffect(() => {
    if (!loaded || paused) return;
    const stop = new AbortController();
    const began = new Date(Date.now() - 1000).toISOString();
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
    const query = { level, text, traceId, deploymentId };
    void follow({
      signal: stop.signal,
      open: (_, signal) =>
        send('GET /v1/agents/{agentId}/logs', { path: { agentId }, query: latest.current ? query : { ...query, since: began }, headers: { Accept: 'text/event-stream', ...(latest.current && { 'Last-Event-ID': latest.current }) }, signal, timeoutMs: 0 }),
      onState: setState,
      onEvent: (event) => {
        if (event.name === 'log') take([JSON.parse(event.data) as LogLine]);
        return false;
      },
      onError: (failure) => setError(failure.retryable ? undefined : failure),
      poll: async (signal) => {
        const newest = await call('GET /v1/agents/{agentId}/logs', { path: { agentId }, query: { ...query, limit: page }, signal });
        take(newest.items.toReversed());
        return false;
      },
    });
    return () => {
      stop.abort();
      window.clearTimeout(scheduled);
      show();
    };
  }, [agentId, level, text, traceId, deploymentId, round, loaded, paused]);

  const loadOlder = useCallback(async () => {
    if (!older || loadingOlder) return;
    setLoadingOlder(true);
    try {
      let cursor: string | undefined = older;
      const read: LogLine[] = [];
      for (let number = 0; number < pagesBack && cursor; number++) {
        const next: LogLinePage = await call('GET /v1/agents/{agentId}/logs', { path: { agentId }, query: { level, text, traceId, deploymentId, limit: page, cursor } });
        read.push(...next.items);
        cursor = next.nextCursor ?? undefined;
      }
      setLines((now) => merge(now, read, 'oldest'));
      setOlder(cursor);
    } catch (failure) {
      setError(ApiError.of(failure));
    } finally {
      setLoadingOlder(false);
    }
  }, [agentId, level, text, traceId, deploymentId, older, loadingOlder]);

  return { lines, loaded, state, error, hasOlder: older !== undefined, loadingOlder, loadOlder, clear: () => setLines([]), retry: () => setRound((now) => now + 1) };
}
