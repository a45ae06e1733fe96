import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import * as ahead from './api/ahead';
import { Broken, NotFound, Pending } from './shell/problems';
import { Shell } from './shell/shell';
import { whenOnline } from './shell/when-online';

/** A page's address may say these things, all of them texts. */
const says = <const K extends string>(...keys: K[]) => (search: Record<string, unknown>): { [Key in K]?: string | undefined } =>
  Object.fromEntries(keys.flatMap((key) => (typeof search[key] === 'string' && search[key] !== '' ? [[key, search[key]]] : []))) as { [Key in K]?: string };

const page = <T extends { default: ComponentType }>(load: () => Promise<T>) => lazyRouteComponent(whenOnline(load));

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Shell, notFoundComponent: NotFound });
const at = <const P extends string>(path: P) => ({ getParentRoute: () => root, path });

const overview = createRoute({ ...at('/'), loader: ahead.overview, component: page(() => import('./overview/overview-page')) });
const agents = createRoute({ ...at('/agents'), loader: ahead.agents, component: page(() => import('./agents/agents-page')), validateSearch: says('q') });
const deploy = createRoute({
  ...at('/agents/new'),
  component: page(() => import('./deploy/deploy-page')),
  validateSearch: says('template', 'agent', 'step', 'deployment'),
});
const usage = createRoute({ ...at('/usage'), loader: ahead.usage, component: page(() => import('./usage/usage-page')), validateSearch: says('period') });
const billing = createRoute({ ...at('/billing'), loader: ahead.billing, component: page(() => import('./billing/billing-page')), validateSearch: says('paid') });
const apiKeys = createRoute({ ...at('/api-keys'), loader: ahead.apiKeys, component: page(() => import('./api-keys/api-keys-page')) });
const audit = createRoute({
  ...at('/audit'),
  component: page(() => import('./audit/audit-page')),
  validateSearch: says('action', 'target', 'from', 'to'),
});
const account = createRoute({ ...at('/account'), loader: ahead.account, component: page(() => import('./account/account-page')) });

const agent = createRoute({ ...at('/agents/$agentId'), loader: ahead.agent, component: page(() => import('./agents/agent-layout')) });
const of = <const P extends string>(path: P) => ({ getParentRoute: () => agent, path });

const agentOverview = createRoute({ ...of('/'), loader: ahead.agentOverview, component: page(() => import('./agents/agent-overview')) });
const deployments = createRoute({ ...of('deployments'), loader: ahead.deployments, component: page(() => import('./deployments/deployments-page')) });
const deployment = createRoute({ ...of('deployments/$deploymentId'), component: page(() => import('./deployments/deployment-page')), validateSearch: says('compare') });
const playground = createRoute({ ...of('playground'), component: page(() => import('./playground/playground-page')), validateSearch: says('session') });
const sessions = createRoute({ ...of('sessions'), loader: ahead.sessions, component: page(() => import('./sessions/sessions-page')) });
const session = createRoute({ ...of('sessions/$sessionId'), component: page(() => import('./sessions/session-page')) });
const invocations = createRoute({ ...of('invocations'), loader: ahead.invocations, component: page(() => import('./invocations/invocations-page')) });
const invocation = createRoute({ ...of('invocations/$invocationId'), component: page(() => import('./invocations/invocation-page')) });
const logs = createRoute({
  ...of('logs'),
  loader: ahead.deployments,
  component: page(() => import('./logs/logs-page')),
  validateSearch: says('level', 'text', 'trace', 'deployment'),
});
const metrics = createRoute({ ...of('metrics'), loader: ahead.metrics, component: page(() => import('./metrics/metrics-page')), validateSearch: says('range', 'deployment') });
const secrets = createRoute({ ...of('environment'), loader: ahead.secrets, component: page(() => import('./secrets/environment-page')) });
const agentKeys = createRoute({ ...of('api-keys'), loader: ahead.apiKeys, component: page(() => import('./api-keys/agent-keys-page')) });
const settings = createRoute({ ...of('settings'), component: page(() => import('./agents/settings-page')) });

const tree = root.addChildren([
  overview, agents, deploy, usage, billing, apiKeys, audit, account,
  agent.addChildren([agentOverview, deployments, deployment, playground, sessions, session, invocations, invocation, logs, metrics, secrets, agentKeys, settings]),
]);

export const createAppRouter = (client: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { client },
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const said = new URLSearchParams(Object.entries(search).flatMap(([key, value]) => (typeof value === 'string' && value !== '' ? [[key, value]] : [])));
      return said.size > 0 ? `?${said}` : '';
    },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: Broken,
    defaultPendingComponent: Pending,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    scrollRestoration: true,
  });

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}
