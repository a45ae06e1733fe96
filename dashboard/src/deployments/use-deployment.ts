import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call, send } from '@/api/client';
import { ApiError } from '@/api/errors';
import { deploymentQuery } from '@/api/queries';
import type { Deployment, DeploymentLogLinePage } from '@/api/schema';
import type { Phase } from '@/format/names';
import { follow, type FollowState } from '@/live/follow';

export type DeploymentLine = DeploymentLogLinePage['items'][number];

interface Live {
  phase?: Phase;
  percent?: number;
  /** Both hold the log from its first line on: what came by the stream, which goes on where it was cut, and what was polled meanwhile. */
  streamed: DeploymentLine[];
  polled: DeploymentLine[];
  state: FollowState;
}

const nothing: Live = { streamed: [], polled: [], state: 'connecting' };

/** A deployment as it goes: its phases and log lines as they come, over lost connections. */
export function useDeployment(deploymentId: string) {
  const query = useQuery(deploymentQuery(deploymentId));
  const client = useQueryClient();
  const [live, setLive] = useState(nothing);

  useEffect(() => {
    const stop = new AbortController();
    setLive(nothing);
    const ended = (deployment: Deployment) => {
      client.setQueryData(deploymentQuery(deploymentId).queryKey, deployment);
      void client.invalidateQueries({ queryKey: ['agents'] });
      return true;
    };
    void follow({
      signal: stop.signal,
      open: (lastId, signal) =>
        send('GET /v1/deployments/{deploymentId}/events', { path: { deploymentId }, headers: { Accept: 'text/event-stream', ...(lastId && { 'Last-Event-ID': lastId }) }, signal, timeoutMs: 0 }),
      onState: (state) => setLive((now) => ({ ...now, state })),
      onEvent: (event) => {
        if (event.name === 'progress') {
          const progress = JSON.parse(event.data) as { phase: Phase; percentComplete: number };
          setLive((now) => ({ ...now, phase: progress.phase, percent: progress.percentComplete }));
        } else if (event.name === 'log') {
          const line = JSON.parse(event.data) as DeploymentLine;
          setLive((now) => ({ ...now, streamed: [...now.streamed, line] }));
        } else if (event.name === 'done') {
          return ended(JSON.parse(event.data) as Deployment);
        }
        return false;
      },
      poll: async (signal) => {
        const deployment = await call('GET /v1/deployments/{deploymentId}', { path: { deploymentId }, signal });
        const polled = await linesOf(deploymentId, signal);
        setLive((now) => ({ ...now, phase: deployment.phase, percent: deployment.percentComplete, polled }));
        return deployment.status === 'deploying' ? false : ended(deployment);
      },
    });
    return () => stop.abort();
  }, [deploymentId, client]);

  const { streamed, polled, ...rest } = live;
  return { deployment: query.data, error: query.error ? ApiError.of(query.error) : undefined, retry: () => void query.refetch(), ...rest, lines: polled.length > streamed.length ? polled : streamed };
}

async function linesOf(deploymentId: string, signal: AbortSignal): Promise<DeploymentLine[]> {
  const lines: DeploymentLine[] = [];
  let cursor: string | undefined;
  do {
    const page = await call('GET /v1/deployments/{deploymentId}/logs', { path: { deploymentId }, query: { cursor }, signal });
    lines.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return lines;
}
