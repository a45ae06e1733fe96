import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText, X } from 'lucide-react';
import { useState } from 'react';
import { send } from '@/api/client';
import { agentsQuery, auditQuery } from '@/api/queries';
import { atTime, clockTime, exact } from '@/format/times';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { CsvButton } from '@/ui/csv-button';
import { Field, Input, Select } from '@/ui/field';
import { More } from '@/ui/more';
import { Page } from '@/ui/page';
import { Empty, Failure, LoadingRows, TraceId } from '@/ui/states';
import { useTyped } from '@/ui/typed';
import { WindowList } from '@/ui/window-list';
import { actorName, agentOf, auditText, type AuditEntry } from './audit-text';

const kinds = [['agent.*', 'Agents'], ['deployment.*', 'Deployments'], ['artifact.*', 'Uploads'], ['secret.*', 'Secrets'], ['apiKey.*', 'API keys'], ['billing.*', 'Billing'], ['account.*', 'Account']] as const;

export default function AuditPage() {
  const search = useSearch({ from: '/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const agents = useQuery(agentsQuery);
  const window = { from: startOf(search.from), to: endOf(search.to) };
  const reversed = window.from !== undefined && window.to !== undefined && window.from >= window.to;
  const list = useInfiniteQuery({ ...auditQuery({ action: search.action, target: search.target, ...window }, 100), enabled: !reversed });
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filter = (part: Partial<typeof search>) => void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  const filtered = Boolean(search.action || search.target || search.from || search.to);
  return (
    <Page title="Audit" description="Who changed what, newest first. A change is recorded before it begins, so none is missing." actions={!reversed && <CsvButton name="audit.csv" read={(as) => send('GET /v1/audit', { query: { action: search.action, target: search.target, ...window }, ...as })} />}>
      <div className="mb-4 grid gap-2 sm:grid-cols-2 lg:grid-cols-[11rem_14rem_10rem_10rem_auto]">
        <Field label="Kind"><Select value={search.action ?? ''} onChange={(event) => filter({ action: event.target.value || undefined })}><option value="">Everything</option>{kinds.map(([value, label]) => <option key={value} value={value}>{label}</option>)}</Select></Field>
        <Field label="Agent"><Select value={search.target ?? ''} onChange={(event) => filter({ target: event.target.value || undefined })}><option value="">All</option>{agents.data?.map((agent) => <option key={agent.agentId} value={agent.agentId}>{agent.name}</option>)}</Select></Field>
        <Day label="From" value={search.from} onValue={(from) => filter({ from })} />
        <Day label="To" value={search.to} onValue={(to) => filter({ to })} error={reversed ? 'Not before the first day.' : undefined} />
        {filtered && <Button variant="ghost" className="self-end justify-self-start lg:mt-[1.65rem] lg:self-start" onClick={() => filter({ action: undefined, target: undefined, from: undefined, to: undefined })}><X aria-hidden="true" />Clear</Button>}
      </div>
      {list.isError && list.data && !list.isFetchNextPageError && <Failure error={list.error} className="mb-4" />}
      <Card>
        {reversed ? <Empty icon={<ScrollText />} title="No day lies between them" /> : list.isPending ? <LoadingRows rows={8} /> : list.isError && !list.data ? <Failure error={list.error} retry={() => void list.refetch()} className="m-5" /> : entries.length === 0 ? <Empty icon={<ScrollText />} title={filtered ? 'Nothing matches' : 'Nothing was changed yet'} /> : (
          <Entries entries={entries} names={new Map(agents.data?.map((agent) => [agent.agentId, agent.name]))} onEnd={() => list.hasNextPage && !list.isFetchingNextPage && !list.isError && void list.fetchNextPage()} />
        )}
        <More list={list} />
      </Card>
    </Page>
  );
}

function Day({ label, value, onValue, error }: { label: string; value: string | undefined; onValue: (value: string | undefined) => void; error?: string | undefined }) {
  const [text, setText] = useTyped(value, onValue);
  return <Field label={label} error={error}><Input type="date" value={text} onChange={(event) => setText(event.target.value)} /></Field>;
}

// A day is meant in the viewer's own zone.
const startOf = (day: string | undefined) => moment(day, 0);
const endOf = (day: string | undefined) => moment(day, 1);

function moment(day: string | undefined, add: number): string | undefined {
  const start = day ? new Date(`${day}T00:00:00`) : undefined;
  if (!start || Number.isNaN(start.getTime())) return undefined;
  start.setDate(start.getDate() + add);
  return start.toISOString();
}

function Entries({ entries, names, onEnd }: { entries: AuditEntry[]; names: Map<string, string>; onEnd: () => void }) {
  const [open, setOpen] = useState<string>();
  return (
    <WindowList label="Changes" items={entries} keyOf={(entry) => entry.entryId} height={45} onEnd={onEnd}>
      {(entry) => <Row entry={entry} name={names.get(agentOf(entry) ?? '')} open={open === entry.entryId} toggle={() => setOpen(open === entry.entryId ? undefined : entry.entryId)} />}
    </WindowList>
  );
}

function Row({ entry, name, open, toggle }: { entry: AuditEntry; name: string | undefined; open: boolean; toggle: () => void }) {
  const { phrase, object } = auditText(entry);
  const agentId = agentOf(entry);
  return (
    <div>
      <button type="button" aria-expanded={open} onClick={toggle} className="flex w-full flex-wrap items-center gap-x-4 gap-y-0.5 px-5 py-3 text-left text-[0.8125rem] transition-colors hover:bg-sunken/60">
        <span className="min-w-0 flex-1 basis-56 truncate">{phrase} {object && <span className="font-medium">{object}</span>}{name && name !== object && <span className="text-soft"> · {name}</span>}</span>
        {entry.outcome !== 'done' && <Badge tone={entry.outcome === 'failed' ? 'bad' : 'warn'}>{entry.outcome === 'failed' ? 'Failed' : 'Open'}</Badge>}
        <span className="w-28 truncate text-xs text-soft max-md:hidden">{actorName(entry.actor.type)}</span>
        <time dateTime={entry.time} title={exact(entry.time)} className="text-xs text-soft tabular-nums">{atTime(entry.time)}</time>
      </button>
      {open && (
        <div className="space-y-2 bg-canvas px-5 py-3 text-xs">
          <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
            {[['action', entry.action], ['at', clockTime(entry.time)], ['by', [entry.actor.type, entry.actor.id].filter(Boolean).join(' ')], [entry.target.type, entry.target.id], ...Object.entries(entry.details ?? {})].map(([key, value]) => (
              <div key={`${key}-${value}`} className="flex gap-3"><dt className="w-24 shrink-0 text-soft">{key}</dt><dd className="min-w-0 font-mono break-all">{value}</dd></div>
            ))}
          </dl>
          <div className="flex flex-wrap items-center gap-3">
            {entry.traceId && <TraceId value={entry.traceId} />}
            {agentId && name && <Link to="/agents/$agentId" params={{ agentId }} className="text-accent-ink underline underline-offset-4">Go to {name}</Link>}
          </div>
        </div>
      )}
    </div>
  );
}
