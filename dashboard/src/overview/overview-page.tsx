import { useQuery, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowUpRight, Plus, Rocket } from 'lucide-react';
import { activityQuery, agentsQuery, latestAuditQuery, limitsQuery, usageQuery } from '@/api/queries';
import type { AccountMetrics } from '@/api/schema';
import { auditText, agentOf } from '@/audit/audit-text';
import { AgentStatus } from '@/agents/agent-status';
import { count, duration, percent, short, usd } from '@/format/numbers';
import { planName, runtimeName } from '@/format/names';
import { calendarDay, hourOf, onDay } from '@/format/times';
import { Badge } from '@/ui/badge';
import { Bars } from '@/ui/bars';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { cn } from '@/ui/cn';
import { Page } from '@/ui/page';
import { Stat, Stats } from '@/ui/stat';
import { Empty, Failure, LoadingRows, Skeleton } from '@/ui/states';
import { Ago } from '@/ui/time';
import { LimitRows } from '@/usage/limit-rows';

/** How everything is: the present period's figures, what is nearest to its limit, and what changed lately. */
export default function OverviewPage() {
  const agents = useQuery(agentsQuery);
  const usage = useQuery(usageQuery());
  const none = agents.data?.length === 0;
  return (
    <Page
      title="Overview"
      description={usage.data && `Billing period from ${calendarDay(usage.data.start)} to ${calendarDay(usage.data.end)}`}
      actions={<Button asChild variant="solid"><Link to="/agents/new"><Plus aria-hidden="true" />Deploy an agent</Link></Button>}
    >
      {none ? <Welcome /> : <Figures />}
      <div className="mt-6 grid gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <div className="min-w-0 space-y-6">
          {!none && <AgentsCard />}
          <Changes />
        </div>
        <div className="min-w-0"><Limits /></div>
      </div>
    </Page>
  );
}

function Figures() {
  const usage = useQuery(usageQuery());
  const limits = useQuery(limitsQuery);
  const day = useQuery(activityQuery);
  if (usage.isError && !usage.data) return <Failure error={usage.error} retry={() => void usage.refetch()} />;
  const totals = usage.data?.totals;
  const projected = usage.data?.projected;
  const perDay = usage.data?.days ?? [];
  // As of now, as beside it: the report of the period is some seconds older.
  const now = (name: string, reported = 0) => limits.data?.limits.find((limit) => limit.name === name)?.used ?? reported;
  const requests = now('requestsPerMonth', totals?.requests);
  return (
    <>
      <Stats>
        <Stat label="Requests" loading={!totals || limits.isPending} value={short(requests)} note={projected ? `About ${short(Math.max(projected.requests, requests))} by the end, estimated` : 'in this period'} />
        <Stat label="Tokens" loading={!totals || limits.isPending} value={short(now('tokensPerMonth', totals?.tokens))} note={`${duration(now('computeMsPerMonth', totals?.computeMs))} of compute`} />
        <Stat
          label={totals?.costStatus === 'reconciled' ? 'Cost' : 'Cost, estimated'}
          loading={!totals}
          value={usd(totals?.costUsd ?? 0)}
          note={projected ? `About ${usd(projected.costUsd)} by the end, estimated` : 'in this period'}
        />
        <Stat
          label="Errors, last 24 h"
          loading={day.isPending}
          value={day.data ? short(day.data.totals.errors) : '–'}
          note={day.data ? shareOf(day.data.totals) : 'Could not be read'}
        />
      </Stats>
      <div className={cn('mt-6 grid gap-6', perDay.length > 1 && 'lg:grid-cols-2')}>
        <Card>
          <CardHeader title="Requests, last 24 hours" />
          <CardBody>{day.data ? <Hours activity={day.data} /> : day.isError ? <Failure error={day.error} retry={() => void day.refetch()} /> : <Skeleton className="h-42 w-full" />}</CardBody>
        </Card>
        {perDay.length > 1 && (
          <Card>
            <CardHeader title="Requests by day" />
            <CardBody>
              <Bars values={perDay.map((day) => day.requests)} names={perDay.map((day) => calendarDay(day.day))} label={`Requests by day: ${perDay.map((day) => `${calendarDay(day.day)} ${count(day.requests)}`).join(', ')}`} />
            </CardBody>
          </Card>
        )}
      </div>
    </>
  );
}

/** What all agents did together, hour by hour. */
function Hours({ activity: { from, stepSeconds, totals, agents } }: { activity: AccountMetrics }) {
  const steps = Math.max(...agents.map((agent) => agent.requestsByStep.length), 0);
  const values = Array.from({ length: steps }, (_, step) => agents.reduce((sum, agent) => sum + (agent.requestsByStep[step] ?? 0), 0));
  const names = values.map((_, step) => hourOf(new Date(from).getTime() + step * stepSeconds * 1000));
  return <Bars values={values} names={names} label={`Requests by hour: ${count(totals.requests)} in the last 24 hours, ${count(totals.errors)} of them failed`} />;
}

function shareOf({ errors, requests }: { errors: number; requests: number }): string {
  return requests > 0 ? `${percent(errors / requests)} of ${short(requests)} requests` : 'no requests';
}

function Welcome() {
  return (
    <Card>
      <Empty
        icon={<Rocket />}
        title="Deploy your first agent"
        action={
          <>
            <Button asChild variant="solid"><Link to="/agents/new">Deploy a folder</Link></Button>
            <Button asChild><Link to="/agents/new" search={{ template: 'echo' }}>Start from a template</Link></Button>
          </>
        }
      >
        Drop a folder with your code, or take a template. You talk to it a minute later.
      </Empty>
    </Card>
  );
}

function AgentsCard() {
  const agents = useQuery(agentsQuery);
  const newest = [...(agents.data ?? [])].sort((a, b) => (b.lastDeployedAt ?? b.createdAt).localeCompare(a.lastDeployedAt ?? a.createdAt)).slice(0, 6);
  return (
    <Card>
      <CardHeader title="Agents" actions={<Button asChild variant="link"><Link to="/agents">All {agents.data?.length}<ArrowUpRight aria-hidden="true" /></Link></Button>} />
      {agents.isPending ? <LoadingRows rows={3} /> : agents.isError && !agents.data ? <CardBody><Failure error={agents.error} retry={() => void agents.refetch()} /></CardBody> : (
        <ul className="divide-y border-t">
          {newest.map((agent) => (
            <li key={agent.agentId}>
              <Link to="/agents/$agentId" params={{ agentId: agent.agentId }} className="flex items-center gap-4 px-5 py-3 transition-colors hover:bg-sunken/60">
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{agent.name}</span>
                  <span className="block truncate text-xs text-soft">{runtimeName(agent.runtimeProvider)}{agent.lastDeployedAt && <> · deployed <Ago time={agent.lastDeployedAt} /></>}</span>
                </span>
                <AgentStatus status={agent.status} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Changes() {
  const audit = useInfiniteQuery(latestAuditQuery);
  const agents = useQuery(agentsQuery);
  const names = new Map(agents.data?.map((agent) => [agent.agentId, agent.name]));
  const entries = audit.data?.pages[0]?.items.slice(0, 8) ?? [];
  return (
    <Card>
      <CardHeader title="What changed lately" actions={<Button asChild variant="link"><Link to="/audit">Audit log<ArrowUpRight aria-hidden="true" /></Link></Button>} />
      {audit.isPending ? <LoadingRows rows={4} /> : audit.isError && !audit.data ? <CardBody><Failure error={audit.error} retry={() => void audit.refetch()} /></CardBody> : entries.length === 0 ? (
        <Empty title="Nothing yet">Deployments, roll-backs, secrets and keys show up here.</Empty>
      ) : (
        <ol className="divide-y border-t">
          {entries.map((entry) => {
            const { phrase, object } = auditText(entry);
            const agentId = agentOf(entry);
            return (
              <li key={entry.entryId} className="flex items-baseline justify-between gap-4 px-5 py-2.5 text-[0.8125rem]">
                <span className="min-w-0 truncate">
                  {phrase} {object && <span className="font-medium">{object}</span>}
                  {agentId && names.has(agentId) && object !== names.get(agentId) && <> · <Link to="/agents/$agentId" params={{ agentId }} className="text-soft underline decoration-line-strong underline-offset-4 hover:text-ink">{names.get(agentId)}</Link></>}
                  {entry.outcome === 'failed' && <Badge tone="bad" className="ml-2">Failed</Badge>}
                </span>
                <Ago time={entry.time} className="shrink-0 text-xs text-soft" />
              </li>
            );
          })}
        </ol>
      )}
    </Card>
  );
}

function Limits() {
  const limits = useQuery(limitsQuery);
  // Rates come and go within a second: they are shown where they can be watched.
  const shown = limits.data?.limits.filter((limit) => limit.allowed != null && (limit.allowed > 0 || limit.used > 0) && !limit.name.startsWith('requestsPerSecond'));
  return (
    <Card>
      <CardHeader title="Limits" description={limits.data && `${planName(limits.data.tier)} plan · resets ${onDay(limits.data.periodEnd)}`} actions={<Button asChild variant="link"><Link to="/usage">Details<ArrowUpRight aria-hidden="true" /></Link></Button>} />
      <CardBody>
        {limits.isPending ? <LoadingRows rows={4} /> : limits.isError && !limits.data ? <Failure error={limits.error} retry={() => void limits.refetch()} /> : <LimitRows limits={shown ?? []} />}
      </CardBody>
    </Card>
  );
}
