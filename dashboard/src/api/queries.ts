import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from './client';
import type { Agent, Deployment } from './schema';

/** What is read, under which key, and how often it is read again. */
export const meQuery = queryOptions({ queryKey: ['me'], queryFn: ({ signal }) => call('GET /v1/me', { signal }), staleTime: 60_000 });

const pageSize = 100;

/** How often a list's first page is read again. Once somebody has looked further it is left alone: each time all of its pages would be read. */
const whileOnePage = (milliseconds: number) => (query: { state: { data?: { pages: unknown[] } | undefined } }) => (query.state.data && query.state.data.pages.length > 1 ? false : milliseconds);

/** All agents: pages are read to the end, for search and totals need them all. */
export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: async ({ signal }) => {
    const agents: Agent[] = [];
    let cursor: string | undefined;
    do {
      const page = await call('GET /v1/agents', { query: { limit: pageSize, cursor }, signal });
      agents.push(...(page.items as Agent[]));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return agents;
  },
  refetchInterval: (query) => (query.state.data?.some((agent) => agent.status === 'deploying') ? 2000 : 30_000),
});

export const agentQuery = (agentId: string) =>
  queryOptions({
    queryKey: ['agents', agentId],
    queryFn: ({ signal }) => call('GET /v1/agents/{agentId}', { path: { agentId }, signal }),
    refetchInterval: (query) => (query.state.data?.status === 'deploying' ? 2000 : 15_000),
  });

export const deploymentsQuery = (agentId: string) =>
  infiniteQueryOptions({
    queryKey: ['agents', agentId, 'deployments'],
    queryFn: ({ signal, pageParam }) => call('GET /v1/agents/{agentId}/deployments', { path: { agentId }, query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages[0]?.items.some((item) => item.status === 'deploying') ? 2000 : whileOnePage(20_000)(query)),
  });

export const deploymentQuery = (deploymentId: string) =>
  queryOptions({
    queryKey: ['deployments', deploymentId],
    queryFn: ({ signal }) => call('GET /v1/deployments/{deploymentId}', { path: { deploymentId }, signal }),
    refetchInterval: (query) => (query.state.data?.status === 'deploying' ? 2000 : false),
  });

/** What a deployment consists of: that is settled once it has ended. */
export const contentsQuery = (deployment?: Deployment) =>
  queryOptions({
    queryKey: ['deployments', deployment?.deploymentId, 'contents', deployment?.status === 'deploying'],
    queryFn: ({ signal }) => call('GET /v1/deployments/{deploymentId}/contents', { path: { deploymentId: deployment!.deploymentId }, signal }),
    staleTime: deployment?.status === 'deploying' ? 5000 : Infinity,
  });

export const limitsQuery = queryOptions({ queryKey: ['limits'], queryFn: ({ signal }) => call('GET /v1/limits', { signal }), refetchInterval: 5000 });

export const usageQuery = (period?: string) =>
  queryOptions({ queryKey: ['usage', period ?? 'present'], queryFn: ({ signal }) => call('GET /v1/billing/usage', { query: { period }, signal }), refetchInterval: period ? false : 15_000 });

export const plansQuery = queryOptions({ queryKey: ['plans'], queryFn: ({ signal }) => call('GET /v1/billing/plans', { signal }), staleTime: 60_000 });

export const subscriptionQuery = queryOptions({ queryKey: ['subscription'], queryFn: ({ signal }) => call('GET /v1/billing/subscription', { signal }), refetchInterval: 15_000 });

export const invoicesQuery = infiniteQueryOptions({
  queryKey: ['invoices'],
  queryFn: ({ signal, pageParam }) => call('GET /v1/billing/invoices', { query: { limit: 50, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
  staleTime: 30_000,
});

export const alertsQuery = queryOptions({ queryKey: ['alerts'], queryFn: ({ signal }) => call('GET /v1/billing/alerts', { signal }), staleTime: 15_000 });

export interface AuditFilter {
  action?: string | undefined;
  target?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export const auditQuery = (filter: AuditFilter = {}, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter, limit],
    queryFn: ({ signal, pageParam }) => call('GET /v1/audit', { query: { ...filter, limit, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });

/** The newest changes, a few more than the overview shows. */
export const latestAuditQuery = auditQuery({}, 12);

export const apiKeysQuery = infiniteQueryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal, pageParam }) => call('GET /v1/api-keys', { query: { limit: 100, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
});

export const secretsQuery = (agentId: string) =>
  queryOptions({ queryKey: ['agents', agentId, 'secrets'], queryFn: ({ signal }) => call('GET /v1/agents/{agentId}/secrets', { path: { agentId }, signal }) });

export const sessionsQuery = (agentId: string) =>
  infiniteQueryOptions({
    queryKey: ['agents', agentId, 'sessions'],
    queryFn: ({ signal, pageParam }) => call('GET /v1/agents/{agentId}/sessions', { path: { agentId }, query: { limit: 200, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: whileOnePage(15_000),
  });

export const sessionQuery = (agentId: string, sessionId: string) =>
  queryOptions({ queryKey: ['agents', agentId, 'sessions', sessionId], queryFn: ({ signal }) => call('GET /v1/agents/{agentId}/sessions/{sessionId}', { path: { agentId, sessionId }, signal }) });

/** Asynchronous invocations, read again every two seconds for each page that is shown while any of them has yet to end. */
export const invocationsQuery = (agentId: string) =>
  infiniteQueryOptions({
    queryKey: ['agents', agentId, 'invocations'],
    queryFn: ({ signal, pageParam }) => call('GET /v1/agents/{agentId}/invocations', { path: { agentId }, query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some(({ endedAt }) => !endedAt)) ? 2000 * query.state.data.pages.length : whileOnePage(15_000)(query)),
  });

export const errorsQuery = (agentId: string) =>
  queryOptions({ queryKey: ['agents', agentId, 'errors'], queryFn: ({ signal }) => call('GET /v1/agents/{agentId}/errors', { path: { agentId }, query: { limit: 100 }, signal }), refetchInterval: 15_000 });

export interface MetricsWindow {
  hours: number;
  step: string;
  deploymentId?: string | undefined;
}

/** The window ends now: it is named by its length, so that each reading moves it on. */
export const metricsQuery = (agentId: string, { hours, step, deploymentId }: MetricsWindow) =>
  queryOptions({
    queryKey: ['agents', agentId, 'metrics', hours, step, deploymentId ?? 'all'],
    queryFn: ({ signal }) => {
      const to = new Date();
      const from = new Date(to.getTime() - hours * 3_600_000);
      return call('GET /v1/agents/{agentId}/metrics', { path: { agentId }, query: { from: from.toISOString(), to: to.toISOString(), step, deploymentId }, signal });
    },
    refetchInterval: hours <= 6 ? 10_000 : 60_000,
    placeholderData: (previous) => previous,
  });

/** An agent's last day, hour by hour. */
export const dayQuery = (agentId: string) => metricsQuery(agentId, { hours: 24, step: '1h' });

/** The last day of all agents, hour by hour. */
export const activityQuery = queryOptions({ queryKey: ['activity'], queryFn: ({ signal }) => call('GET /v1/metrics', { signal }), refetchInterval: 60_000, staleTime: 15_000 });
