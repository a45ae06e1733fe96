import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Bot, Plus, Search } from 'lucide-react';
import { useMemo } from 'react';
import { activityQuery, agentsQuery } from '@/api/queries';
import type { AccountMetrics, Agent } from '@/api/schema';
import { short } from '@/format/numbers';
import { frameworkName, runtimeName } from '@/format/names';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Field, Input } from '@/ui/field';
import { Page } from '@/ui/page';
import { Sparkline } from '@/ui/sparkline';
import { Empty, Failure, LoadingRows, Skeleton } from '@/ui/states';
import { Ago } from '@/ui/time';
import { useTyped } from '@/ui/typed';
import { WindowList } from '@/ui/window-list';
import { AgentStatus } from './agent-status';

type AgentActivity = AccountMetrics['agents'][number];

export default function AgentsPage() {
  const agents = useQuery(agentsQuery);
  const { q } = useSearch({ from: '/agents' });
  const navigate = useNavigate({ from: '/agents' });
  const [text, setText] = useTyped(q, (typed) => void navigate({ search: { q: typed }, replace: true }));
  const found = matching(agents.data ?? [], text);
  const deploy = <Button asChild variant="solid"><Link to="/agents/new"><Plus aria-hidden="true" />Deploy an agent</Link></Button>;
  return (
    <Page title="Agents" description="Everything you host, its status and its requests of the last 24 hours." actions={deploy}>
      {agents.data && agents.data.length > 0 && (
        <Field label="Search agents" hideLabel className="relative mb-4 max-w-sm">
          <Search aria-hidden="true" className="pointer-events-none absolute top-2.5 left-3 size-4 text-faint" />
          <Input type="search" placeholder="Search by name, runtime or status" className="pl-9" value={text} onChange={(event) => setText(event.target.value)} />
        </Field>
      )}
      {agents.isError && agents.data && <Failure error={agents.error} className="mb-4" />}
      <Card>
        {agents.isPending ? <LoadingRows rows={5} /> : agents.isError && !agents.data ? <Failure error={agents.error} retry={() => void agents.refetch()} className="m-5" /> : agents.data.length === 0 ? (
          <Empty icon={<Bot />} title="No agents yet" action={<><Button asChild variant="solid"><Link to="/agents/new">Deploy a folder</Link></Button><Button asChild><Link to="/agents/new" search={{ template: 'echo' }}>Start from a template</Link></Button></>}>
            An agent is your code behind an endpoint, with sessions, secrets, logs and metrics.
          </Empty>
        ) : found.length === 0 ? (
          <Empty icon={<Search />} title="No agent matches" action={<Button onClick={() => setText('')}>Clear the search</Button>}>Nothing is called “{text}”, runs on it or is in that state.</Empty>
        ) : <Rows agents={found} />}
      </Card>
    </Page>
  );
}

export function matching(agents: Agent[], query: string): Agent[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return agents.filter((agent) => {
    const text = [agent.name, agent.description, agent.runtimeProvider, agent.framework, agent.status, agent.agentId].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function Rows({ agents }: { agents: Agent[] }) {
  const activity = useQuery(activityQuery);
  const active = useMemo(() => activity.data && new Map(activity.data.agents.map((agent) => [agent.agentId, agent])), [activity.data]);
  return (
    <WindowList label="Agents" items={agents} keyOf={(agent) => agent.agentId} height={69}>
      {(agent) => <Row agent={agent} activity={activity.isPending ? 'pending' : active?.get(agent.agentId)} />}
    </WindowList>
  );
}

function Row({ agent, activity }: { agent: Agent; activity: AgentActivity | 'pending' | undefined }) {
  return (
    <Link to="/agents/$agentId" params={{ agentId: agent.agentId }} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-1 px-5 py-3.5 transition-colors hover:bg-sunken/60 md:grid-cols-[minmax(0,1.6fr)_7rem_minmax(0,1fr)_9rem]">
      <span className="min-w-0">
        <span className="block font-medium max-md:wrap-anywhere md:truncate">{agent.name}</span>
        <span className="block text-xs text-soft md:truncate">{runtimeName(agent.runtimeProvider)} · {frameworkName(agent.framework)}{agent.lastDeployedAt && <span className="md:hidden"> · deployed <Ago time={agent.lastDeployedAt} /></span>}</span>
      </span>
      <AgentStatus status={agent.status} />
      <span className="truncate text-[0.8125rem] text-soft max-md:hidden">{agent.lastDeployedAt ? <>Deployed <Ago time={agent.lastDeployedAt} /></> : 'Never deployed'}</span>
      <span className="text-right max-md:hidden"><Activity of={activity} /></span>
    </Link>
  );
}

function Activity({ of }: { of: AgentActivity | 'pending' | undefined }) {
  if (of === 'pending') return <Skeleton className="ml-auto h-6 w-28" />;
  if (!of) return null;
  if (of.requests === 0) return <span className="text-xs text-soft">No requests</span>;
  return (
    <span className="flex items-center justify-end gap-3">
      <Sparkline values={of.requestsByStep} label={`${of.requests} requests in 24 hours, hour by hour`} className="w-20!" />
      <span aria-hidden="true" className="min-w-10 text-right text-[0.8125rem] tabular-nums">{short(of.requests)}</span>
    </span>
  );
}
