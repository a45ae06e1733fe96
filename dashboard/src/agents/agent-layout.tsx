import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams, useRouterState } from '@tanstack/react-router';
import { Bot, ChevronRight, Upload } from 'lucide-react';
import { createContext, useContext, useEffect, useRef } from 'react';
import { ApiError } from '@/api/errors';
import { agentQuery } from '@/api/queries';
import type { Agent } from '@/api/schema';
import { frameworkName, runtimeName } from '@/format/names';
import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/copy';
import { Page, useTitle } from '@/ui/page';
import { Empty, Failure, Skeleton } from '@/ui/states';
import { AgentStatus } from './agent-status';

const Context = createContext<Agent | undefined>(undefined);

/** The agent whose page this is. */
export function useAgent(): Agent {
  const agent = useContext(Context);
  if (!agent) throw new Error('There is no agent around this.');
  return agent;
}

const tabs = [
  { to: '/agents/$agentId', label: 'Overview', exact: true },
  { to: '/agents/$agentId/deployments', label: 'Deployments' },
  { to: '/agents/$agentId/playground', label: 'Playground' },
  { to: '/agents/$agentId/sessions', label: 'Sessions' },
  { to: '/agents/$agentId/invocations', label: 'Invocations' },
  { to: '/agents/$agentId/logs', label: 'Logs' },
  { to: '/agents/$agentId/metrics', label: 'Metrics' },
  { to: '/agents/$agentId/environment', label: 'Env & secrets' },
  { to: '/agents/$agentId/api-keys', label: 'API keys' },
  { to: '/agents/$agentId/settings', label: 'Settings' },
] as const;

export default function AgentLayout() {
  const { agentId } = useParams({ from: '/agents/$agentId' });
  const query = useQuery(agentQuery(agentId));
  const agent = query.data;
  const bar = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // On a narrow screen the chosen tab may lie out of sight.
  useEffect(() => {
    const show = () => {
      const active = bar.current?.querySelector<HTMLElement>('[aria-current="page"]');
      if (bar.current && active) bar.current.scrollLeft = active.offsetLeft - (bar.current.clientWidth - active.offsetWidth) / 2;
    };
    show();
    window.addEventListener('resize', show);
    return () => window.removeEventListener('resize', show);
  }, [path, agent?.agentId]);
  const tab = tabs.slice(1).find(({ to }) => path.startsWith(to.replace('$agentId', agentId)));
  useTitle(agent ? [tab?.label, agent.name].filter(Boolean).join(' · ') : query.isError ? 'Agent not found' : 'Agent');
  if (query.isError && !agent) {
    if (ApiError.of(query.error).code === 'NOT_FOUND') {
      return (
        <Page title="Agent not found">
          <Empty icon={<Bot />} title="You have no agent at this address" action={<Button asChild variant="solid"><Link to="/agents">All agents</Link></Button>}>It may have been deleted, it may belong to another account, or the link is wrong.</Empty>
        </Page>
      );
    }
    return <Page title="Agent"><Failure error={query.error} retry={() => void query.refetch()} action={<Button asChild size="sm"><Link to="/agents">All agents</Link></Button>} /></Page>;
  }
  return (
    <div>
      <div className="border-b bg-surface">
        <div className="mx-auto max-w-page px-4 pt-5 sm:px-6 lg:px-8 print:pb-4">
          <nav aria-label="Breadcrumb" className="flex items-center gap-1 text-[0.8125rem] text-soft">
            <Link to="/agents" className="hover:text-ink">Agents</Link>
            <ChevronRight aria-hidden="true" className="size-3.5" />
            <span aria-current="page" className="truncate">{agent?.name ?? '…'}</span>
          </nav>
          <div className="mt-1.5 flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
            <div className="min-w-0">
              <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
                {agent ? <h1 className="truncate text-xl font-semibold sm:text-[1.375rem]">{agent.name}</h1> : <Skeleton className="h-7 w-48" />}
                {agent && <AgentStatus status={agent.status} />}
              </div>
              {agent && (
                <p className="mt-1 flex flex-wrap items-center gap-x-2 text-[0.8125rem] text-soft">
                  <span>{runtimeName(agent.runtimeProvider)} · {frameworkName(agent.framework)}</span>
                  <span className="inline-flex items-center font-mono text-xs">{agent.agentId.slice(0, 12)}…<CopyButton text={agent.agentId} label="Copy agent id" /></span>
                </p>
              )}
            </div>
            <Button asChild><Link to="/agents/new" search={{ agent: agentId }}><Upload aria-hidden="true" />Deploy new code</Link></Button>
          </div>
          <nav ref={bar} aria-label="Agent" className="relative -mx-4 mt-4 flex gap-1 overflow-x-auto px-4 [scrollbar-width:none] print:hidden sm:mx-0 sm:px-0">
            {tabs.map((tab) => (
              <Link
                key={tab.to}
                to={tab.to}
                params={{ agentId }}
                activeOptions={{ exact: 'exact' in tab, includeSearch: false }}
                className="-mb-px border-b-2 border-transparent px-2.5 py-2.5 text-[0.8125rem] font-medium whitespace-nowrap text-soft transition-colors hover:text-ink"
                activeProps={{ className: 'border-accent! text-ink!' }}
              >
                {tab.label}
              </Link>
            ))}
          </nav>
        </div>
      </div>
      <div className="mx-auto max-w-page px-4 py-6 sm:px-6 lg:px-8">
        {query.isError && agent && <Failure error={query.error} className="mb-4" />}
        {agent ? <Context value={agent}><Outlet /></Context> : <Skeleton className="h-64 w-full rounded-xl!" />}
      </div>
    </div>
  );
}
