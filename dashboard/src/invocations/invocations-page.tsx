import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Hourglass } from 'lucide-react';
import { invocationsQuery } from '@/api/queries';
import type { AsyncInvocation } from '@/api/schema';
import { useAgent } from '@/agents/agent-layout';
import { endpointOf } from '@/agents/endpoint';
import { count } from '@/format/numbers';
import { curlAsync } from '@/playground/snippets';
import { Card } from '@/ui/card';
import { CopyButton } from '@/ui/copy';
import { Heading } from '@/ui/heading';
import { More } from '@/ui/more';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { Ago } from '@/ui/time';
import { WindowList } from '@/ui/window-list';
import { goesOn, InvocationStatus, Took, WebhookStatus } from './invocation-status';

export default function InvocationsPage() {
  const agent = useAgent();
  const list = useInfiniteQuery(invocationsQuery(agent.agentId));
  const invocations = list.data?.pages.flatMap((page) => page.items as AsyncInvocation[]) ?? [];
  return (
    <>
      <Heading title="Invocations" description={<>Those sent with <code className="font-mono text-xs">Prefer: respond-async</code>: they run on without a connection. The newest come first.</>} />
      <Card>
        {list.isPending ? <LoadingRows /> : list.isError && !list.data ? <Failure error={list.error} retry={() => void list.refetch()} className="m-5" /> : invocations.length === 0 ? <None /> : (
          <WindowList label="Invocations" items={invocations} keyOf={(invocation) => invocation.invocationId} height={63}>
            {(invocation) => <Row invocation={invocation} />}
          </WindowList>
        )}
        <More list={list} />
      </Card>
    </>
  );
}

function Row({ invocation }: { invocation: AsyncInvocation }) {
  const { agentId, invocationId, startedAt, createdAt, usage, webhook } = invocation;
  return (
    <Link to="/agents/$agentId/invocations/$invocationId" params={{ agentId, invocationId }} className="flex flex-wrap items-center gap-x-5 gap-y-2 px-5 py-3 transition-colors hover:bg-sunken/60">
      <span className="min-w-0 flex-1 basis-60">
        <span className="flex items-center gap-2"><span className="truncate font-mono text-[0.8125rem]">{invocationId}</span><InvocationStatus invocation={invocation} /></span>
        <span className="mt-0.5 block truncate text-xs text-soft tabular-nums">
          {startedAt ? <>{goesOn(invocation) ? 'Runs for' : 'Took'} <Took invocation={invocation} /></> : goesOn(invocation) ? 'Waits to be run' : 'The agent was not called'}
          {usage?.tokens != null && ` · ${count(usage.tokens)} tokens`}
        </span>
      </span>
      {webhook && <WebhookStatus webhook={webhook} />}
      <span className="shrink-0 text-[0.8125rem] text-soft">Sent <Ago time={createdAt} /></span>
    </Link>
  );
}

function None() {
  const agent = useAgent();
  const curl = curlAsync(endpointOf(agent), 'Hello!');
  return (
    <>
      <Empty icon={<Hourglass />} title="No asynchronous invocations yet" className="pb-6">
        Send one, and it shows up here while it runs. Make a key under <Link to="/agents/$agentId/api-keys" params={{ agentId: agent.agentId }} className="text-accent-ink underline underline-offset-4">API keys</Link>.
      </Empty>
      <div className="mx-auto max-w-2xl px-5 pb-6">
        <div className="mb-1 flex items-center justify-between gap-2 text-xs font-medium text-soft">curl<CopyButton text={curl} label="Copy as curl" className="h-8 w-8" /></div>
        <pre tabIndex={0} aria-label="Call with curl" className="overflow-auto rounded-lg border bg-canvas p-3 font-mono text-xs leading-5">{curl}</pre>
      </div>
    </>
  );
}
