import type { QueryClient } from '@tanstack/react-query';
import { rangeOf } from '@/metrics/ranges';
import { loadCharts } from '@/ui/chart';
import {
  activityQuery, agentQuery, agentsQuery, alertsQuery, apiKeysQuery, deploymentsQuery, errorsQuery, invocationsQuery, invoicesQuery, latestAuditQuery, limitsQuery, meQuery, metricsQuery,
  plansQuery, secretsQuery, sessionsQuery, subscriptionQuery, usageQuery,
} from './queries';

// What a page begins to read while its code is on its way, and already when somebody points at a link to it, except where that would be many calls for lists that one only
// passes over. Nothing is waited for: the page shows what has come, and tells what could not be read.

interface Opened<S = object> {
  context: { client: QueryClient };
  /** Whether a link is only pointed at. */
  preload: boolean;
  location: { search: S };
}

interface AgentOpened<S = object> extends Opened<S> {
  params: { agentId: string };
}

export function overview({ context: { client } }: Opened): void {
  void client.prefetchQuery(usageQuery());
  void client.prefetchQuery(limitsQuery);
  void client.prefetchInfiniteQuery(latestAuditQuery);
  void client.prefetchQuery(agentsQuery);
  void client.prefetchQuery(activityQuery);
}

export function agents({ context: { client } }: Opened): void {
  void client.prefetchQuery(agentsQuery);
  void client.prefetchQuery(activityQuery);
}

export function usage({ context: { client }, location: { search } }: Opened<{ period?: string }>): void {
  void client.prefetchQuery(usageQuery(search.period));
  void client.prefetchQuery(limitsQuery);
}

export function billing({ context: { client } }: Opened): void {
  void client.prefetchQuery(subscriptionQuery);
  void client.prefetchQuery(plansQuery);
  void client.prefetchQuery(usageQuery());
  void client.prefetchInfiniteQuery(invoicesQuery);
  void client.prefetchQuery(alertsQuery);
}

export function apiKeys({ context: { client } }: Opened): void {
  void client.prefetchInfiniteQuery(apiKeysQuery);
  void client.prefetchQuery(agentsQuery);
}

export function account({ context: { client } }: Opened): void {
  void client.prefetchQuery(meQuery);
}

export function agent({ context: { client }, params: { agentId } }: AgentOpened): void {
  void client.prefetchQuery(agentQuery(agentId));
}

export function agentOverview({ context: { client }, params: { agentId }, preload }: AgentOpened): void {
  loadCharts();
  if (preload) return;
  const { hours, step } = rangeOf(undefined);
  void client.prefetchQuery(metricsQuery(agentId, { hours, step }));
  void client.prefetchQuery(errorsQuery(agentId));
}

export function deployments({ context: { client }, params: { agentId } }: AgentOpened): void {
  void client.prefetchInfiniteQuery(deploymentsQuery(agentId));
}

export function sessions({ context: { client }, params: { agentId } }: AgentOpened): void {
  void client.prefetchInfiniteQuery(sessionsQuery(agentId));
}

export function invocations({ context: { client }, params: { agentId } }: AgentOpened): void {
  void client.prefetchInfiniteQuery(invocationsQuery(agentId));
}

export function metrics({ context: { client }, params: { agentId }, location: { search } }: AgentOpened<{ range?: string; deployment?: string }>): void {
  loadCharts();
  const { hours, step } = rangeOf(search.range);
  void client.prefetchQuery(metricsQuery(agentId, { hours, step, deploymentId: search.deployment }));
  void client.prefetchQuery(errorsQuery(agentId));
  void client.prefetchInfiniteQuery(deploymentsQuery(agentId));
}

export function secrets({ context: { client }, params: { agentId } }: AgentOpened): void {
  void client.prefetchQuery(secretsQuery(agentId));
}
