import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call, send } from '@/api/client';
import { ApiError } from '@/api/errors';
import type { AsyncInvocation } from '@/api/schema';
import { follow, type FollowState } from '@/live/follow';
import { goesOn } from './invocation-status';

export const invocationQuery = (agentId: string, invocationId: string) =>
  queryOptions({
    queryKey: ['agents', agentId, 'invocations', invocationId],
    queryFn: ({ signal }) => call('GET /v1/agents/{agentId}/invocations/{invocationId}', { path: { agentId, invocationId }, signal }),
    refetchInterval: ({ state: { data } }) => (data && goesOn(data) ? 2000 : data?.webhook?.status === 'pending' ? 10_000 : false),
  });

interface Live {
  text: string;
  usage?: AsyncInvocation['usage'];
  state: FollowState;
}

const nothing: Live = { text: '', state: 'connecting' };

/** An asynchronous invocation as it goes: where it stands, and its answer as it comes, over lost connections. */
export function useInvocation(agentId: string, invocationId: string) {
  const query = useQuery(invocationQuery(agentId, invocationId));
  const client = useQueryClient();
  const [live, setLive] = useState(nothing);
  // An answer that is whole comes with the invocation; what was said of one that is not, only the stream tells.
  const streams = query.data !== undefined && query.data.status !== 'succeeded';

  useEffect(() => {
    if (!streams) return;
    const stop = new AbortController();
    const { queryKey } = invocationQuery(agentId, invocationId);
    let checking = false;
    setLive(nothing);
    const ended = () => {
      const invocation = client.getQueryData(queryKey);
      return invocation !== undefined && !goesOn(invocation);
    };
    const read = async () => {
      await client.refetchQueries({ queryKey, exact: true });
      return ended();
    };
    // The stream has an end of its own where its caller may not follow it any more; the invocation itself says whether it has ended.
    const check = async () => {
      checking = true;
      if (ended() || (await read())) {
        stop.abort();
        setLive((now) => ({ ...now, state: 'ended' }));
      }
      checking = false;
    };
    void follow({
      signal: stop.signal,
      open: (lastId, signal) =>
        send('GET /v1/agents/{agentId}/invocations/{invocationId}/events', { path: { agentId, invocationId }, headers: { Accept: 'text/event-stream', ...(lastId && { 'Last-Event-ID': lastId }) }, signal, timeoutMs: 0 }),
      onState: (state) => !checking && setLive((now) => ({ ...now, state })),
      onEvent: ({ name, data }) => {
        if (name === 'delta') setLive((now) => ({ ...now, text: now.text + (JSON.parse(data) as { text: string }).text }));
        else if (name === 'usage') setLive((now) => ({ ...now, usage: JSON.parse(data) as Live['usage'] }));
        else if (name === 'meta' && !ended()) void read();
        else if (name === 'done' || name === 'error') void check();
      },
      poll: read,
    });
    return () => stop.abort();
  }, [agentId, invocationId, client, streams]);

  const invocation = query.data;
  return {
    invocation,
    error: query.error ? ApiError.of(query.error) : undefined,
    retry: () => void query.refetch(),
    text: invocation?.output?.text ?? live.text,
    usage: invocation?.usage ?? live.usage,
    state: live.state,
  };
}
