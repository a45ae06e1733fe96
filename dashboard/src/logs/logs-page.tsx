import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowDownToLine, Download, Pause, Play, ScrollText, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useAgent } from '@/agents/agent-layout';
import { DeploymentFilter } from '@/deployments/deployment-filter';
import { exact } from '@/format/times';
import type { FollowState } from '@/live/follow';
import { Badge, type Tone } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { cn } from '@/ui/cn';
import { CopyButton } from '@/ui/copy';
import { saveFile } from '@/ui/download';
import { Field, Input, Select } from '@/ui/field';
import { Heading } from '@/ui/heading';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { useTyped } from '@/ui/typed';
import { asFile, type LogLine } from './log-buffer';
import { LogList, type LogListHandle } from './log-list';
import { useLogs } from './use-logs';

const states: Record<FollowState, { label: string; tone: Tone }> = {
  connecting: { label: 'Connecting', tone: 'neutral' },
  live: { label: 'Live', tone: 'good' },
  reconnecting: { label: 'Reconnecting', tone: 'warn' },
  polling: { label: 'Polling every 2 s', tone: 'warn' },
  ended: { label: 'Ended', tone: 'neutral' },
};

export default function LogsPage() {
  const agent = useAgent();
  const search = useSearch({ from: '/agents/$agentId/logs' });
  const navigate = useNavigate({ from: '/agents/$agentId/logs' });
  const [paused, setPaused] = useState(false);
  const [selected, setSelected] = useState<LogLine>();
  const [atEnd, setAtEnd] = useState(true);
  const list = useRef<LogListHandle>(null);
  const logs = useLogs(agent.agentId, { level: search.level, text: search.text, traceId: search.trace, deploymentId: search.deployment }, paused);
  const filter = (part: Partial<typeof search>) => void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  const filtered = Boolean(search.level || search.text || search.trace || search.deployment);
  const shown = paused ? { label: 'Paused', tone: 'neutral' as Tone } : states[logs.state];
  return (
    <>
      <Heading
        title="Logs"
        description="What the agent writes, as it writes it. Older lines come as you scroll up."
        actions={
          <>
            <span role="status" className="flex min-w-32 sm:justify-end"><Badge tone={shown.tone} dot pulse={!paused && logs.state === 'live'}>{shown.label}</Badge></span>
            <Button size="sm" onClick={() => setPaused(!paused)}>{paused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}{paused ? 'Resume' : 'Pause'}</Button>
            <Button size="sm" title="The lines that are here" disabled={logs.lines.length === 0} onClick={() => saveFile(asFile(logs.lines), `${agent.name}-logs.ndjson`)}><Download aria-hidden="true" />Download</Button>
          </>
        }
      />
      <div className={cn('mb-3 grid gap-2 sm:grid-cols-2', filtered ? 'lg:grid-cols-[9rem_minmax(0,1fr)_minmax(0,1fr)_11rem_auto]' : 'lg:grid-cols-[9rem_minmax(0,1fr)_minmax(0,1fr)_11rem]')}>
        <Field label="Level" hideLabel>
          <Select value={search.level ?? ''} onChange={(event) => filter({ level: event.target.value || undefined })}>
            <option value="">All levels</option>
            <option value="info">Info and above</option>
            <option value="warn">Warnings, errors</option>
            <option value="error">Errors</option>
          </Select>
        </Field>
        <Typed label="Text" placeholder="Text in the message" value={search.text} onValue={(text) => filter({ text })} />
        <Typed label="Trace id" placeholder="Trace id" value={search.trace} onValue={(trace) => filter({ trace })} />
        <DeploymentFilter value={search.deployment} onValue={(deployment) => filter({ deployment })} />
        {filtered && <Button variant="ghost" onClick={() => filter({ level: undefined, text: undefined, trace: undefined, deployment: undefined })}><X aria-hidden="true" />Clear</Button>}
      </div>
      {logs.error && <Failure error={logs.error} retry={logs.retry} className="mb-3" />}
      <Card className={cn('relative overflow-hidden', logs.error && !logs.loaded && 'hidden')}>
        {!logs.loaded ? <LoadingRows rows={8} label="Loading the log" /> : logs.lines.length === 0 ? (
          <Empty icon={<ScrollText />} title={filtered ? 'No line matches' : 'No lines yet'}>{filtered ? 'Lines that match show up here as they are written.' : 'Call the agent: what it logs shows up here within a second or two.'}</Empty>
        ) : (
          <>
            {logs.full && <p className="border-b px-5 py-2 text-xs text-soft">Older lines are not shown beside so many. Filter to reach them.</p>}
            <LogList ref={list} lines={logs.lines} selected={selected?.id} onSelect={setSelected} onAtEnd={setAtEnd} onTop={() => void logs.loadOlder()} />
            {logs.loadingOlder && <p role="status" className="absolute inset-x-0 top-2 mx-auto w-fit rounded-full border bg-raised px-3 py-1 text-xs shadow-pop">Loading older lines …</p>}
            {!atEnd && <Button size="sm" variant="solid" className="absolute right-5 bottom-4 shadow-pop" onClick={() => list.current?.toEnd()}><ArrowDownToLine aria-hidden="true" />Newest</Button>}
          </>
        )}
      </Card>
      {selected && <Line line={selected} onClose={() => setSelected(undefined)} onTrace={(trace) => filter({ trace })} />}
    </>
  );
}

/** A filter that is applied when the typing rests. */
function Typed({ label, placeholder, value, onValue }: { label: string; placeholder: string; value: string | undefined; onValue: (value: string | undefined) => void }) {
  const [text, setText] = useTyped(value, onValue);
  return <Field label={label} hideLabel><Input type="search" placeholder={placeholder} value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} /></Field>;
}

function Line({ line, onClose, onTrace }: { line: LogLine; onClose: () => void; onTrace: (traceId: string) => void }) {
  const agent = useAgent();
  const card = useRef<HTMLElement>(null);
  // It stands below the log, where it may be out of sight.
  useEffect(() => {
    // Newer browsers give a promise, which is no way to end an effect.
    void card.current?.scrollIntoView({ block: 'nearest' });
  }, [line.id]);
  return (
    <Card ref={card} className="mt-3 scroll-mb-3 animate-rise" aria-label="Chosen line">
      <div className="flex items-start justify-between gap-3 px-5 pt-4">
        <p className="text-[0.8125rem] text-soft">{exact(line.timestamp)} · {line.level} · {line.source}</p>
        <div className="flex items-center gap-1"><CopyButton text={JSON.stringify(line, null, 2)} label="Copy line" /><Button variant="ghost" size="iconSm" aria-label="Close line" onClick={onClose}><X aria-hidden="true" /></Button></div>
      </div>
      <pre dir="auto" tabIndex={0} aria-label="Message" className="max-h-72 overflow-auto px-5 py-3 font-mono text-xs leading-5 break-words whitespace-pre-wrap">{line.message}{line.stack && `\n\n${line.stack}`}</pre>
      <div className="flex flex-wrap items-center gap-2 border-t px-5 py-3">
        {line.traceId && <Button size="sm" onClick={() => onTrace(line.traceId!)}>Only this trace</Button>}
        {line.sessionId && <Button asChild size="sm"><Link to="/agents/$agentId/sessions/$sessionId" params={{ agentId: agent.agentId, sessionId: line.sessionId }}>Its session</Link></Button>}
        {line.deploymentId && <Button asChild size="sm"><Link to="/agents/$agentId/deployments/$deploymentId" params={{ agentId: agent.agentId, deploymentId: line.deploymentId }}>Its deployment</Link></Button>}
        {line.traceId && <code className="font-mono text-xs text-soft">{line.traceId}</code>}
      </div>
    </Card>
  );
}
