import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowUp, Bot, Hourglass, Square } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react';
import { count, duration } from '@/format/numbers';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { cn } from '@/ui/cn';
import { CopyButton } from '@/ui/copy';
import { Failure } from '@/ui/states';
import { useStick } from '@/ui/stick';
import { invoke, type Meta, type Usage } from './invoke';

export interface Turn {
  id: number;
  prompt: string;
  text: string;
  state: 'running' | 'done' | 'stopped' | 'failed';
  meta?: Meta;
  usage?: Usage;
  data?: unknown;
  error?: unknown;
  firstTextMs?: number;
  totalMs?: number;
}

interface Props {
  agentId: string;
  sessionId: string | undefined;
  onSession: (sessionId: string) => void;
  earlier?: { role?: string | null; content?: string | null }[];
  disabled?: ReactNode;
  suggestion?: string;
  autoFocus?: boolean;
  onAnswered?: (turn: Turn) => void;
  onPrompt?: (prompt: string) => void;
  /** Has a prompt answered without anybody waiting for it here. */
  inBackground?: (prompt: string) => Promise<unknown>;
  className?: string;
}

/** A talk with an agent: what is asked and answered, with what each answer took. */
export function Conversation({ agentId, sessionId, onSession, earlier = [], disabled, suggestion, autoFocus, onAnswered, onPrompt, inBackground, className }: Props) {
  const [turns, setTurns] = useState<Turn[]>([]);
  const [prompt, setPrompt] = useState(suggestion ?? '');
  const client = useQueryClient();
  const running = useRef<AbortController | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const next = useRef(1);
  const busy = turns.at(-1)?.state === 'running';
  // Earlier messages are there from the beginning: what grows are the turns.
  const { frame, toEnd } = useStick(turns);
  const background = useMutation({ mutationFn: (text: string) => inBackground!(text) });

  useEffect(() => () => running.current?.abort(), []);

  const ask = async (text: string) => {
    const stop = new AbortController();
    running.current = stop;
    const began = performance.now();
    let turn: Turn = { id: next.current++, prompt: text, text: '', state: 'running' };
    const change = (part: Partial<Turn>) => {
      turn = { ...turn, ...part };
      const changed = turn;
      setTurns((all) => all.map((other) => (other.id === changed.id ? changed : other)));
    };
    setTurns((all) => [...all, turn]);
    setPrompt('');
    toEnd();
    onPrompt?.(text);
    try {
      await invoke(agentId, text, sessionId, {
        signal: stop.signal,
        onMeta: (meta) => { change({ meta }); onSession(meta.sessionId); },
        onText: (delta) => change({ text: turn.text + delta, firstTextMs: turn.firstTextMs ?? performance.now() - began }),
        onUsage: (usage) => change({ usage }),
        onData: (data) => change({ data }),
      });
      change({ state: 'done', totalMs: performance.now() - began });
      onAnswered?.(turn);
    } catch (error) {
      change(stop.signal.aborted ? { state: 'stopped', totalMs: performance.now() - began } : { state: 'failed', error, totalMs: performance.now() - began });
    } finally {
      running.current = null;
      void client.invalidateQueries({ queryKey: ['agents', agentId, 'sessions'], refetchType: 'none' });
    }
  };

  const stopIt = () => {
    running.current?.abort();
    // The button goes with the answer.
    box.current?.focus();
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const text = prompt.trim();
    if (text && !busy && !disabled) void ask(text);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      submit();
    }
  };

  return (
    <div className={cn('flex min-h-0 flex-col', className)}>
      <div {...frame} role="log" aria-label="Conversation" aria-busy={busy} tabIndex={0} className="relative min-h-0 flex-1 space-y-5 overflow-y-auto px-5 py-5">
        {earlier.length === 0 && turns.length === 0 && (
          <div className="grid h-full place-items-center py-8 text-center text-[0.8125rem] text-soft">
            <div><Bot aria-hidden="true" className="mx-auto mb-3 size-6 text-faint" />{disabled ? 'The agent can’t be asked now.' : 'Say something to the agent. The answer streams in here.'}</div>
          </div>
        )}
        {earlier.map((message, index) => <Message key={index} role={message.role ?? 'user'}>{message.content}</Message>)}
        {turns.map((turn) => <Exchange key={turn.id} turn={turn} agentId={agentId} again={busy || disabled ? undefined : () => void ask(turn.prompt)} />)}
      </div>
      <form onSubmit={submit} className="border-t p-3">
        {disabled && <div className="mb-2 px-1 text-[0.8125rem] text-soft">{disabled}</div>}
        {background.isError && <Failure error={background.error} title="It could not be sent to run in the background" className="mb-2" />}
        <div className="flex items-end gap-2 rounded-xl border border-line-strong bg-surface p-1.5 shadow-card focus-within:border-accent">
          <textarea
            ref={box}
            aria-label="Message"
            dir="auto"
            rows={1}
            autoFocus={autoFocus}
            placeholder="Ask the agent …"
            value={prompt}
            disabled={Boolean(disabled)}
            onChange={(event) => setPrompt(event.target.value)}
            onKeyDown={keys}
            className="field-sizing-content max-h-48 min-h-8 flex-1 resize-none bg-transparent px-2 py-1 outline-none placeholder:text-faint disabled:cursor-not-allowed"
          />
          {inBackground && !busy && (
            <Button size="iconSm" variant="ghost" aria-label="Run in the background" title="Run in the background" pending={background.isPending} disabled={!prompt.trim() || Boolean(disabled)} onClick={() => background.mutate(prompt.trim())}>
              {!background.isPending && <Hourglass aria-hidden="true" />}
            </Button>
          )}
          {busy
            ? <Button size="iconSm" variant="outline" aria-label="Stop" onClick={stopIt}><Square aria-hidden="true" className="size-3!" /></Button>
            : <Button size="iconSm" variant="solid" type="submit" aria-label="Send" disabled={!prompt.trim() || Boolean(disabled)}><ArrowUp aria-hidden="true" /></Button>}
        </div>
      </form>
    </div>
  );
}

function Exchange({ turn, agentId, again }: { turn: Turn; agentId: string; again: (() => void) | undefined }) {
  return (
    <>
      <Message role="user">{turn.prompt}</Message>
      <div>
        {(turn.text || turn.state === 'running') && (
          <Message role="assistant">
            {turn.text}
            {turn.state === 'running' && <span className="ml-0.5 inline-block h-4 w-1.5 animate-pulse rounded-sm bg-accent align-text-bottom"><span className="sr-only">Answering</span></span>}
          </Message>
        )}
        {turn.data !== undefined && <pre tabIndex={0} aria-label="Data" className="mt-2 max-h-60 overflow-auto rounded-lg border bg-canvas p-3 font-mono text-xs">{JSON.stringify(turn.data, null, 2)}</pre>}
        {turn.state === 'stopped' && <Badge className="mt-2">Stopped</Badge>}
        {turn.state === 'failed' && <Failure error={turn.error} className="mt-2" retry={again} />}
        <Facts turn={turn} agentId={agentId} />
      </div>
    </>
  );
}

function Facts({ turn, agentId }: { turn: Turn; agentId: string }) {
  const { usage, meta } = turn;
  if (!meta) return null;
  const facts: (string | false)[] = [
    turn.firstTextMs !== undefined && `${duration(turn.firstTextMs)} to the first text`,
    turn.totalMs !== undefined && `${duration(turn.totalMs)} in all`,
    usage?.tokens != null && `${count(usage.tokens)} tokens${usage.estimated ? ', estimated' : ''}`,
    usage?.computeMs != null && `${duration(usage.computeMs)} of compute`,
    usage?.toolCalls ? `${count(usage.toolCalls)} tool calls` : false,
  ];
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
      {facts.map((fact) => fact && <span key={fact} className="tabular-nums">{fact}</span>)}
      <span className="inline-flex items-center">
        <Link to="/agents/$agentId/logs" params={{ agentId }} search={{ trace: meta.traceId }} className="font-mono underline-offset-4 hover:underline">{meta.traceId.slice(0, 12)}…</Link>
        <CopyButton text={meta.traceId} label="Copy trace id" />
      </span>
    </div>
  );
}

export function Message({ role, children }: { role: string; children: ReactNode }) {
  const mine = role === 'user';
  return (
    <div className={cn('flex', mine && 'justify-end')}>
      <div dir="auto" className={cn('max-w-[85%] text-sm break-words whitespace-pre-wrap', mine ? 'rounded-2xl rounded-br-md bg-sunken px-3.5 py-2' : 'leading-6')}>
        <span dir="auto" className="sr-only">{mine ? 'You: ' : `${role}: `}</span>
        {children}
      </div>
    </div>
  );
}
