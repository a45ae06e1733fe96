import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Broken, NotFound, Pending } from './shell/problems';
import { Shell } from './shell/shell';

/** A page's address may say these things, all of them texts. */
const says = <const K extends string>(...keys: K[]) => (search: Record<string, unknown>): { [Key in K]?: string | undefined } =>
  Object.fromEntries(keys.flatMap((key) => (typeof search[key] === 'string' && search[key] !== '' ? [[key, search[key]]] : []))) as { [Key in K]?: string };

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const at = <const P extends string>(path: P) => ({ getParentRoute: () => root, path });

const overview = createRoute({ ...at('/'), component: lazyRouteComponent(() => import('./overview/overview-page')) });
const agents = createRoute({ ...at('/agents'), component: lazyRouteComponent(() => import('./agents/agents-page')), validateSearch: says('q') });
const deploy = createRoute({
  ...at('/agents/new'),
  component: lazyRouteComponent(() => import('./deploy/deploy-page')),
  validateSearch: says('template', 'agent'),
});
const usage = createRoute({ ...at('/usage'), component: lazyRouteComponent(() => import('./usage/usage-page')), validateSearch: says('period') });
const billing = createRoute({ ...at('/billing'), component: lazyRouteComponent(() => import('./billing/billing-page')), validateSearch: says('paid') });
const apiKeys = createRoute({ ...at('/api-keys'), component: lazyRouteComponent(() => import('./api-keys/api-keys-page')) });
const audit = createRoute({
  ...at('/audit'),
  component: lazyRouteComponent(() => import('./audit/audit-page')),
  validateSearch: says('action', 'target', 'from', 'to'),
});
const account = createRoute({ ...at('/account'), component: lazyRouteComponent(() => import('./account/account-page')) });

const agent = createRoute({ ...at('/agents/$agentId'), component: lazyRouteComponent(() => import('./agents/agent-layout')) });
const of = <const P extends string>(path: P) => ({ getParentRoute: () => agent, path });

const agentOverview = createRoute({ ...of('/'), component: lazyRouteComponent(() => import('./agents/agent-overview')) });
const deployments = createRoute({ ...of('deployments'), component: lazyRouteComponent(() => import('./deployments/deployments-page')) });
const deployment = createRoute({ ...of('deployments/$deploymentId'), component: lazyRouteComponent(() => import('./deployments/deployment-page')), validateSearch: says('compare') });
const playground = createRoute({ ...of('playground'), component: lazyRouteComponent(() => import('./playground/playground-page')), validateSearch: says('session') });
const sessions = createRoute({ ...of('sessions'), component: lazyRouteComponent(() => import('./sessions/sessions-page')) });
const session = createRoute({ ...of('sessions/$sessionId'), component: lazyRouteComponent(() => import('./sessions/session-page')) });
const logs = createRoute({
  ...of('logs'),
  component: lazyRouteComponent(() => import('./logs/logs-page')),
  validateSearch: says('level', 'text', 'trace', 'deployment'),
});
const metrics = createRoute({ ...of('metrics'), component: lazyRouteComponent(() => import('./metrics/metrics-page')), validateSearch: says('range', 'deployment') });
const secrets = createRoute({ ...of('environment'), component: lazyRouteComponent(() => import('./secrets/environment-page')) });
const agentKeys = createRoute({ ...of('api-keys'), component: lazyRouteComponent(() => import('./api-keys/agent-keys-page')) });
const settings = createRoute({ ...of('settings'), component: lazyRouteComponent(() => import('./agents/settings-page')) });

const tree = root.addChildren([
  overview, agents, deploy, usage, billing, apiKeys, audit, account,
  agent.addChildren([agentOverview, deployments, deployment, playground, sessions, session, logs, metrics, secrets, agentKeys, settings]),
]);

export const createAppRouter = () =>
  createRouter({
    routeTree: tree,
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

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
