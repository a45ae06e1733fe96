import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { metricsQuery } from '@/api/queries';
import type { AgentMetrics } from '@/api/schema';
import { useAgent } from '@/agents/agent-layout';
import { NewestErrors } from '@/agents/newest-errors';
import { DeploymentFilter } from '@/deployments/deployment-filter';
import { count, duration, percent, short, usd } from '@/format/numbers';
import { runtimeName } from '@/format/names';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Chart } from '@/ui/chart';
import { cn } from '@/ui/cn';
import { Heading } from '@/ui/heading';
import { Stat, Stats } from '@/ui/stat';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { rangeOf, ranges } from './ranges';

export default function MetricsPage() {
  const agent = useAgent();
  const search = useSearch({ from: '/agents/$agentId/metrics' });
  const navigate = useNavigate({ from: '/agents/$agentId/metrics' });
  const range = rangeOf(search.range);
  const metrics = useQuery(metricsQuery(agent.agentId, { hours: range.hours, step: range.step, deploymentId: search.deployment }));
  return (
    <>
      <Heading
        title="Metrics"
        actions={
          <>
            <DeploymentFilter value={search.deployment} onValue={(deployment) => void navigate({ search: { ...search, deployment }, resetScroll: false })} />
            <div role="group" aria-label="Window" className="flex gap-0.5 rounded-lg bg-sunken p-0.5 print:hidden">
              {ranges.map((item) => (
                <button
                  key={item.name}
                  type="button"
                  aria-pressed={item.name === range.name}
                  title={item.label}
                  onClick={() => void navigate({ search: { ...search, range: item.name }, resetScroll: false })}
                  className={cn('h-8 rounded-md px-2.5 text-[0.8125rem] font-medium', item.name === range.name ? 'bg-surface text-ink shadow-card' : 'text-soft hover:text-ink')}
                >
                  {item.name}
                </button>
              ))}
            </div>
          </>
        }
      />
      {metrics.isPending ? <LoadingRows rows={6} /> : metrics.isError && !metrics.data ? <Failure error={metrics.error} retry={() => void metrics.refetch()} /> : (
        <div className={cn('space-y-6 transition-opacity', metrics.isPlaceholderData && 'opacity-60')} aria-busy={metrics.isPlaceholderData}>
          {metrics.isError && <Failure error={metrics.error} />}
          <Totals metrics={metrics.data} />
          <Charts metrics={metrics.data} />
          <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
            <ErrorClasses metrics={metrics.data} />
            <Runtimes metrics={metrics.data} />
          </div>
          <NewestErrors title="Newest failed requests" most={20} deploymentId={search.deployment} since={metrics.data.series[0]?.start} />
        </div>
      )}
    </>
  );
}

function Totals({ metrics: { totals } }: { metrics: AgentMetrics }) {
  const waiting = totals.awaitingReport ? `${count(totals.awaitingReport)} not reported yet` : totals.unreported ? `${count(totals.unreported)} never reported` : undefined;
  return (
    <Stats>
      <Stat label="Requests" value={short(totals.requests)} note={waiting ?? `${duration(totals.computeMs)} of compute`} />
      <Stat label="Errors" value={short(totals.errors)} note={totals.requests > 0 ? `${percent(totals.errors / totals.requests)} of requests` : 'no requests'} />
      <Stat label="Tokens" value={short(totals.tokens)} note={[totals.estimatedTokens ? `${short(totals.estimatedTokens)} of them estimated` : '', totals.toolCalls ? `${short(totals.toolCalls)} tool calls` : ''].filter(Boolean).join(' · ')} />
      <Stat label={totals.costStatus === 'reconciled' ? 'Cost' : 'Cost, estimated'} value={usd(totals.costUsd)} note={totals.costReconciledUsd != null ? `${usd(totals.costReconciledUsd)} as the provider states` : totals.requests > 0 ? `${usd(totals.costUsd / totals.requests)} a request` : undefined} />
    </Stats>
  );
}

function Charts({ metrics: { series, totals } }: { metrics: AgentMetrics }) {
  const times = series.map((point) => new Date(point.start).getTime() / 1000);
  const whole = (value: number) => (Number.isInteger(value) ? short(value) : '');
  const latency = totals.p50Ms != null ? `Half within ${duration(totals.p50Ms)}, ${percent(0.95)} within ${duration(totals.p95Ms ?? 0)}, ${percent(0.99)} within ${duration(totals.p99Ms ?? 0)}` : 'No answers in this window';
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Card>
        <CardHeader title="Requests and errors" description={totals.requests > 0 ? `${percent(totals.errors / totals.requests)} of ${count(totals.requests)} failed` : 'No requests in this window'} />
        <CardBody><Chart label={`Requests and errors over time: ${count(totals.requests)} requests, ${count(totals.errors)} errors`} times={times} format={whole} series={[{ label: 'Requests', color: 'accent', bars: true, values: series.map((point) => point.requests) }, { label: 'Errors', color: 'bad', bars: true, values: series.map((point) => point.errors) }]} /></CardBody>
      </Card>
      <Card>
        <CardHeader title="Latency" description={latency} />
        <CardBody><Chart label={`Latency over time. ${latency}`} times={times} format={duration} series={[{ label: 'p50', color: 'accent', values: series.map((point) => point.p50Ms ?? null) }, { label: 'p95', color: 'series-2', values: series.map((point) => point.p95Ms ?? null) }, { label: 'p99', color: 'series-3', values: series.map((point) => point.p99Ms ?? null) }]} /></CardBody>
      </Card>
      <Card>
        <CardHeader title="Tokens" description={totals.requests > 0 ? `${count(totals.tokens / totals.requests)} a request on average` : 'No requests in this window'} />
        <CardBody><Chart label={`Tokens over time: ${count(totals.tokens)} in all`} times={times} format={whole} series={[{ label: 'Tokens', color: 'series-2', bars: true, values: series.map((point) => point.tokens) }]} /></CardBody>
      </Card>
      <Card>
        <CardHeader title="Cost" description="Estimated, until the provider has stated it" />
        <CardBody><Chart label={`Estimated cost over time: ${usd(totals.costUsd)} in all`} times={times} format={(value) => usd(value)} series={[{ label: 'Estimated', color: 'series-3', bars: true, values: series.map((point) => point.costUsd) }]} /></CardBody>
      </Card>
    </div>
  );
}

function ErrorClasses({ metrics: { totals } }: { metrics: AgentMetrics }) {
  const classes = Object.entries(totals.errorsByClass).sort(([, a], [, b]) => b - a);
  return (
    <Card>
      <CardHeader title="Errors by class" />
      {classes.length === 0 ? <Empty title="No errors in this window" className="py-8!" /> : (
        <CardBody>
          <ul className="space-y-3">
            {classes.map(([name, errors]) => (
              <li key={name} className="text-[0.8125rem]">
                <div className="mb-1 flex justify-between gap-3"><code className="truncate font-mono text-xs">{name}</code><span className="tabular-nums">{count(errors)}</span></div>
                <div aria-hidden="true" className="h-1.5 rounded-full bg-sunken"><div className="h-full rounded-full bg-bad" style={{ width: `${(errors / totals.errors) * 100}%` }} /></div>
              </li>
            ))}
          </ul>
        </CardBody>
      )}
    </Card>
  );
}

function Runtimes({ metrics: { totals } }: { metrics: AgentMetrics }) {
  const runtimes = Object.entries(totals.runtimes ?? {});
  return (
    <Card>
      <CardHeader title="Runtimes compared" />
      {runtimes.length === 0 ? <Empty title="Nothing ran in this window" className="py-8!" /> : (
        <div className="overflow-x-auto pb-2" tabIndex={0} role="region" aria-label="Runtimes compared">
          <table className="w-full text-right text-[0.8125rem] tabular-nums">
            <thead><tr className="text-xs text-soft"><th className="px-5 py-2 text-left font-medium">Runtime</th><th className="px-2 py-2 font-medium">Requests</th><th className="px-2 py-2 font-medium">Errors</th><th className="px-2 py-2 font-medium">p50</th><th className="px-2 py-2 font-medium">p95</th><th className="px-2 py-2 font-medium">p99</th><th className="py-2 pr-5 pl-2 font-medium whitespace-nowrap">A request, est.</th></tr></thead>
            <tbody className="divide-y border-t">
              {runtimes.map(([name, runtime]) => (
                <tr key={name}>
                  <th scope="row" className="px-5 py-2.5 text-left font-medium">{runtimeName(name)}</th>
                  <td className="px-2 py-2.5">{short(runtime.requests)}</td>
                  <td className="px-2 py-2.5">{runtime.requests > 0 ? percent(runtime.errors / runtime.requests) : '–'}</td>
                  <td className="px-2 py-2.5 whitespace-nowrap">{runtime.p50Ms != null ? duration(runtime.p50Ms) : '–'}</td>
                  <td className="px-2 py-2.5 whitespace-nowrap">{runtime.p95Ms != null ? duration(runtime.p95Ms) : '–'}</td>
                  <td className="px-2 py-2.5 whitespace-nowrap">{runtime.p99Ms != null ? duration(runtime.p99Ms) : '–'}</td>
                  <td className="py-2.5 pr-5 pl-2">{runtime.requests > 0 ? usd(runtime.costUsd / runtime.requests) : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
