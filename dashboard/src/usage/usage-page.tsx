import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { send } from '@/api/client';
import { limitsQuery, usageQuery } from '@/api/queries';
import type { UsageReport } from '@/api/schema';
import { count, duration, short, usd } from '@/format/numbers';
import { planName, runtimeName } from '@/format/names';
import { atTime, calendarDay, wholeDay } from '@/format/times';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Chart } from '@/ui/chart';
import { CsvButton } from '@/ui/csv-button';
import { Field, Select } from '@/ui/field';
import { Page } from '@/ui/page';
import { Stat, Stats } from '@/ui/stat';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { LimitRows } from './limit-rows';
import { monthsBack } from './periods';

export default function UsagePage() {
  const { period } = useSearch({ from: '/usage' });
  const navigate = useNavigate({ from: '/usage' });
  const usage = useQuery(usageQuery(period));
  return (
    <Page
      title="Usage & limits"
      description={usage.data && `${calendarDay(usage.data.start)} to ${calendarDay(usage.data.end)}, as of ${atTime(usage.data.asOf)}`}
      actions={
        <>
          <Field label="Billing period" hideLabel>
            <Select value={period ?? ''} onChange={(event) => void navigate({ search: { period: event.target.value || undefined } })}>
              <option value="">This period</option>
              {monthsBack(11).map(({ name, label }) => <option key={name} value={name}>{label}</option>)}
            </Select>
          </Field>
          <CsvButton name={`usage-${usage.data?.period ?? period ?? 'present'}.csv`} read={(as) => send('GET /v1/billing/usage', { query: { period }, ...as })} />
        </>
      }
    >
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <div className="min-w-0 space-y-6">
          {usage.isPending ? <Card><LoadingRows rows={6} /></Card> : usage.isError && !usage.data ? <Failure error={usage.error} retry={() => void usage.refetch()} /> : <Report usage={usage.data} />}
        </div>
        <div className="min-w-0"><Limits /></div>
      </div>
    </Page>
  );
}

function Limits() {
  const limits = useQuery(limitsQuery);
  const monthly = limits.data?.limits.filter((limit) => !limit.name.startsWith('requestsPerSecond')) ?? [];
  const rates = limits.data?.limits.filter((limit) => limit.name.startsWith('requestsPerSecond')) ?? [];
  return (
    <Card>
      <CardHeader title="Limits now" description={limits.data && `${planName(limits.data.tier)} plan`} actions={<><Badge tone={limits.isError ? 'warn' : 'good'} dot pulse={!limits.isError}>{limits.isError ? 'Not current' : 'Live'}</Badge><Button asChild variant="link"><Link to="/billing">Change plan</Link></Button></>} />
      <CardBody>
        {limits.isPending ? <LoadingRows rows={6} /> : limits.isError && !limits.data ? <Failure error={limits.error} retry={() => void limits.refetch()} /> : (
          <>
            <LimitRows limits={monthly} resets />
            {rates.length > 0 && <div className="mt-5 border-t pt-5"><LimitRows limits={rates} /></div>}
          </>
        )}
      </CardBody>
    </Card>
  );
}

function Report({ usage }: { usage: UsageReport }) {
  const { totals, projected } = usage;
  const soon = (value: string) => (projected && totals.requests > 0 ? `about ${value} by the end, estimated` : 'in this period');
  return (
    <>
      <Stats className="lg:grid-cols-2! 2xl:grid-cols-4!">
        <Stat label="Requests" value={short(totals.requests)} note={soon(short(projected?.requests ?? 0))} />
        <Stat label="Tokens" value={short(totals.tokens)} note={soon(short(projected?.tokens ?? 0))} />
        <Stat label="Compute" value={duration(totals.computeMs)} note={soon(duration(projected?.computeMs ?? 0))} />
        <Stat label={totals.costStatus === 'reconciled' ? 'Cost' : 'Cost, estimated'} value={usd(totals.costUsd)} note={totals.costReconciledUsd != null ? `${usd(totals.costReconciledUsd)} as providers state` : soon(usd(projected?.costUsd ?? 0))} />
      </Stats>
      {usage.days.length > 1 && (
        <Card>
          <CardHeader title="By day" />
          <CardBody>
            <Chart label={`Requests by day: ${usage.days.map((day) => `${calendarDay(day.day)} ${day.requests}`).join(', ')}`} times={usage.days.map((day) => new Date(`${day.day.slice(0, 10)}T12:00:00`).getTime() / 1000)} format={(value) => (Number.isInteger(value) ? short(value) : '')} series={[{ label: 'Requests', color: 'accent', bars: true, values: usage.days.map((day) => day.requests) }]} />
          </CardBody>
        </Card>
      )}
      <Table title="By agent" first="Agent" rows={usage.agents.map((row) => ({ ...row, key: row.agentId, label: row.name ?? 'A deleted agent', link: row.name ? row.agentId : undefined }))} />
      <Table title="By runtime" first="Runtime" rows={usage.runtimes.map((row) => ({ ...row, key: row.runtimeProvider, label: runtimeName(row.runtimeProvider) }))} />
      {usage.prices.length > 0 && (
        <p className="px-1 text-xs break-words text-soft">
          Costs are estimated from list prices:{' '}
          {usage.prices.map((price, index) => (
            <span key={`${price.runtimeProvider} ${price.validFrom}`}>
              {index > 0 && ', '}
              {/^https?:/.test(price.source) ? <a href={price.source} target="_blank" rel="noreferrer" className="underline underline-offset-4 hover:text-ink">{runtimeName(price.runtimeProvider)}</a> : `${runtimeName(price.runtimeProvider)} (${price.source})`} as of {wholeDay(price.validFrom)}
            </span>
          ))}
          .
        </p>
      )}
    </>
  );
}

interface Row {
  key: string;
  label: string;
  link?: string | undefined;
  requests: number;
  tokens: number;
  computeMs: number;
  costUsd: number;
  costStatus: string;
}

const number = 'w-20 px-2 font-medium whitespace-nowrap sm:w-24 sm:px-3';
// On a narrow screen there is room for the name, the calls and the cost.
const wide = `${number} max-sm:hidden`;

function Table({ title, first, rows }: { title: string; first: string; rows: Row[] }) {
  return (
    <Card>
      <CardHeader title={title} />
      {rows.length === 0 ? <Empty title="Nothing was used in this period" className="py-8!" /> : <Rows title={title} first={first} rows={rows} />}
    </Card>
  );
}

/** A table that scrolls in itself, and of which only the rows in sight are drawn, however many there are. */
function Rows({ title, first, rows }: { title: string; first: string; rows: Row[] }) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => 40, overscan: 10, getItemKey: (index) => rows[index]!.key });
  const items = drawn.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = drawn.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div ref={box} className="max-h-[30rem] overflow-auto pb-2" tabIndex={0} role="region" aria-label={title}>
      <table aria-rowcount={rows.length + 1} className="w-full table-fixed text-right text-[0.8125rem] tabular-nums">
        <thead className="sticky top-0 bg-surface"><tr aria-rowindex={1} className="text-xs text-soft"><th className="py-2 pr-2 pl-5 text-left font-medium">{first}</th><th className={number}>Requests</th><th className={wide}>Tokens</th><th className={wide}>Compute</th><th className="w-28 pr-5 pl-2 font-medium whitespace-nowrap sm:w-32 sm:pl-3">Cost, est.</th></tr></thead>
        <tbody className="divide-y border-t">
          {above > 0 && <tr aria-hidden="true" style={{ height: above }} />}
          {items.map(({ key, index }) => {
            const row = rows[index]!;
            return (
              <tr key={key} ref={drawn.measureElement} data-index={index} aria-rowindex={index + 2}>
                <th scope="row" className="truncate py-2.5 pr-2 pl-5 text-left font-medium">{row.link ? <Link to="/agents/$agentId/metrics" params={{ agentId: row.link }} className="underline-offset-4 hover:underline">{row.label}</Link> : row.label}</th>
                <td className="px-2 py-2.5 sm:px-3">{count(row.requests)}</td>
                <td className="px-2 py-2.5 max-sm:hidden sm:px-3">{short(row.tokens)}</td>
                <td className="px-2 py-2.5 whitespace-nowrap max-sm:hidden sm:px-3">{duration(row.computeMs)}</td>
                <td className="py-2.5 pr-5 pl-2 sm:pl-3">{usd(row.costUsd)}</td>
              </tr>
            );
          })}
          {below > 0 && <tr aria-hidden="true" style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}
