import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowUpRight, MessageSquareText, Rocket } from 'lucide-react';
import { deploymentQuery, deploymentsQuery, metricsQuery } from '@/api/queries';
import { explain } from '@/deployments/explain';
import { CodeSnippets } from '@/playground/code-snippets';
import { duration, percent, short, usd } from '@/format/numbers';
import { frameworkName, runtimeName } from '@/format/names';
import { onDay } from '@/format/times';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Chart } from '@/ui/chart';
import { CopyButton } from '@/ui/copy';
import { Facts, type Fact } from '@/ui/facts';
import { Stat, Stats } from '@/ui/stat';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { Ago } from '@/ui/time';
import { useAgent } from './agent-layout';
import { endpointOf } from './endpoint';
import { NewestErrors } from './newest-errors';

export default function AgentOverview() {
  const agent = useAgent();
  const day = useQuery(metricsQuery(agent.agentId, { hours: 24, step: '15m' }));
  const totals = day.data?.totals;
  if (!agent.activeDeploymentId && !agent.deployingDeploymentId) return <NotDeployed />;
  return (
    <div className="space-y-6">
      {agent.deployingDeploymentId && (
        <Card className="flex flex-wrap items-center justify-between gap-3 px-5 py-3.5">
          <span className="flex items-center gap-2.5 text-[0.8125rem]"><Badge tone="accent" dot pulse>Deploying</Badge>A new version is on its way.</span>
          <Button asChild size="sm"><Link to="/agents/$agentId/deployments/$deploymentId" params={{ agentId: agent.agentId, deploymentId: agent.deployingDeploymentId }}>Watch it</Link></Button>
        </Card>
      )}
      {day.isError && !day.data && <Failure error={day.error} retry={() => void day.refetch()} />}
      <Stats>
        <Stat loading={day.isPending} label="Requests, 24 h" value={totals ? short(totals.requests) : '–'} note={totals && `${short(totals.tokens)} tokens`} />
        <Stat loading={day.isPending} label="Errors, 24 h" value={totals ? short(totals.errors) : '–'} note={totals && (totals.requests > 0 ? `${percent(totals.errors / totals.requests)} of requests` : 'no requests')} />
        <Stat loading={day.isPending} label="Latency, p95" value={totals?.p95Ms != null ? duration(totals.p95Ms) : '–'} note={totals && (totals.p50Ms != null ? `half within ${duration(totals.p50Ms)}` : 'no answers yet')} />
        <Stat loading={day.isPending} label="Cost, 24 h, estimated" value={totals ? usd(totals.costUsd) : '–'} note={totals && `${duration(totals.computeMs)} of compute`} />
      </Stats>
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <div className="min-w-0 space-y-6">
          <Card>
            <CardHeader title="Requests, last 24 hours" actions={<Button asChild variant="link"><Link to="/agents/$agentId/metrics" params={{ agentId: agent.agentId }}>All metrics<ArrowUpRight aria-hidden="true" /></Link></Button>} />
            <CardBody>
              {day.data ? (
                <Chart
                  label={`Requests over the last 24 hours: ${day.data.totals.requests} in all, ${day.data.totals.errors} errors`}
                  times={day.data.series.map((point) => new Date(point.start).getTime() / 1000)}
                  format={(value) => (Number.isInteger(value) ? short(value) : '')}
                  series={[{ label: 'Requests', color: 'accent', bars: true, values: day.data.series.map((point) => point.requests) }, { label: 'Errors', color: 'bad', bars: true, values: day.data.series.map((point) => point.errors) }]}
                />
              ) : day.isPending ? <LoadingRows rows={3} /> : <p className="text-[0.8125rem] text-soft">Could not be read.</p>}
            </CardBody>
          </Card>
          <NewestErrors title="Newest errors" most={5} />
        </div>
        <div className="min-w-0 space-y-6">
          <Details />
          <Card>
            <CardHeader title="Call it" actions={<Button asChild variant="link"><Link to="/agents/$agentId/playground" params={{ agentId: agent.agentId }}><MessageSquareText aria-hidden="true" />Playground</Link></Button>} />
            <CardBody><CodeSnippets url={endpointOf(agent)} prompt="Hello!" /></CardBody>
          </Card>
        </div>
      </div>
    </div>
  );
}

/** What there is to do before anything answers, and why the last attempt came to nothing. */
function NotDeployed() {
  const agent = useAgent();
  const deployments = useInfiniteQuery(deploymentsQuery(agent.agentId));
  const last = deployments.data?.pages[0]?.items[0];
  if (deployments.isPending) return <Card><LoadingRows rows={3} /></Card>;
  if (deployments.isError && !deployments.data) return <Failure error={deployments.error} title="The deployments could not be read" retry={() => void deployments.refetch()} />;
  const deploy = <Button asChild variant="solid"><Link to="/agents/new" search={{ agent: agent.agentId }}>Deploy some code</Link></Button>;
  if (last?.error) {
    const { title, text } = explain(last);
    return (
      <Card>
        <CardHeader title={`Version ${last.version} could not be deployed`} description={text} actions={deploy} />
        <CardBody>
          <Failure
            error={last.error}
            title={title}
            action={<Button asChild size="sm"><Link to="/agents/$agentId/deployments/$deploymentId" params={{ agentId: agent.agentId, deploymentId: last.deploymentId }}>Its log</Link></Button>}
          />
        </CardBody>
      </Card>
    );
  }
  return (
    <Card>
      <Empty icon={<Rocket />} title="Nothing is deployed yet" action={deploy}>
        Drop a folder or start from a template; the agent answers some seconds later.
      </Empty>
    </Card>
  );
}

function Details() {
  const agent = useAgent();
  const active = useQuery({ ...deploymentQuery(agent.activeDeploymentId ?? ''), enabled: Boolean(agent.activeDeploymentId) });
  const facts: Fact[] = [
    ['Serves', active.data ? <Link to="/agents/$agentId/deployments/$deploymentId" params={{ agentId: agent.agentId, deploymentId: active.data.deploymentId }} className="underline-offset-4 hover:underline">Version {active.data.version}</Link> : agent.activeDeploymentId ? '…' : 'Nothing'],
    ['Last deployed', agent.lastDeployedAt ? <Ago time={agent.lastDeployedAt} /> : 'Never'],
    ['Runtime', runtimeName(agent.runtimeProvider)],
    ['Framework', frameworkName(agent.framework)],
    ['Created', onDay(agent.createdAt)],
    ['Endpoint', <span className="inline-flex max-w-full items-center gap-1"><code className="truncate font-mono text-xs">{endpointOf(agent)}</code><CopyButton text={endpointOf(agent)} label="Copy endpoint" /></span>],
  ];
  return (
    <Card>
      <CardHeader title="Details" description={agent.description} />
      <CardBody><Facts facts={facts} /></CardBody>
    </Card>
  );
}
