import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Ban, ScrollText } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { call } from '@/api/client';
import type { AsyncInvocation } from '@/api/schema';
import { useAgent } from '@/agents/agent-layout';
import { BackLink } from '@/agents/back-link';
import { count, duration } from '@/format/numbers';
import { exact } from '@/format/times';
import type { FollowState } from '@/live/follow';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { CopyButton } from '@/ui/copy';
import { Facts, type Fact } from '@/ui/facts';
import { Heading } from '@/ui/heading';
import { Failure, LoadingRows } from '@/ui/states';
import { useStick } from '@/ui/stick';
import { Ago } from '@/ui/time';
import { goesOn, InvocationStatus, Took, WebhookStatus, type Webhook } from './invocation-status';
import { useInvocation } from './use-invocation';

export default function InvocationPage() {
  const { agentId } = useAgent();
  const { invocationId } = useParams({ from: '/agents/$agentId/invocations/$invocationId' });
  const { invocation, error, retry, text, usage, state } = useInvocation(agentId, invocationId);
  const [cancelling, setCancelling] = useState(false);
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => call('POST /v1/agents/{agentId}/invocations/{invocationId}/cancel', { path: { agentId, invocationId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agents', agentId, 'invocations'] }),
  });
  const back = <BackLink to="invocations" />;
  if (error && !invocation) return <>{back}<Failure error={error} retry={retry} /></>;
  if (!invocation) return <>{back}<Card><LoadingRows rows={5} /></Card></>;
  const running = goesOn(invocation);
  const stopping = cancel.isSuccess || invocation.cancelRequested === true;
  const logs = <Button asChild size="sm"><Link to="/agents/$agentId/logs" params={{ agentId }} search={{ trace: invocation.traceId }}><ScrollText aria-hidden="true" />Its logs</Link></Button>;
  return (
    <>
      {back}
      <Heading
        title="Invocation"
        description={<span className="flex flex-wrap items-center gap-2"><span role="status"><InvocationStatus invocation={invocation} /></span><code className="font-mono text-xs break-all">{invocationId}</code></span>}
        actions={running && <Button variant="dangerOutline" size="sm" pending={stopping} onClick={() => setCancelling(true)}>{!stopping && <Ban aria-hidden="true" />}{stopping ? 'Stopping' : 'Cancel'}</Button>}
      />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-6">
          {error && <Failure error={error} />}
          {invocation.error && <Failure error={invocation.error} action={logs} />}
          <Answer invocation={invocation} text={text} state={state} />
        </div>
        <div className="min-w-0 space-y-6">
          <Card>
            <CardHeader title="This invocation" actions={!invocation.error && logs} />
            <CardBody><Measured invocation={invocation} usage={usage} /></CardBody>
          </Card>
          {invocation.webhook && <Delivery webhook={invocation.webhook} />}
        </div>
      </div>
      <Confirm open={cancelling} onOpenChange={setCancelling} title="Cancel this invocation?" act="Cancel the invocation" onConfirm={() => cancel.mutateAsync()}>It stops within seconds. What it used until then is billed.</Confirm>
    </>
  );
}

const silent: Record<AsyncInvocation['status'], string> = {
  queued: 'It waits to be run.',
  running: 'The agent has said nothing yet.',
  succeeded: 'The agent answered without a word.',
  failed: 'The agent said nothing before it failed.',
  cancelled: 'The agent said nothing before it was cancelled.',
};

function Answer({ invocation, text, state }: { invocation: AsyncInvocation; text: string; state: FollowState }) {
  const running = goesOn(invocation);
  const data = invocation.output?.data;
  const description = !running ? invocation.status !== 'succeeded' && text && 'What came before the end: it is not whole.'
    : state === 'reconnecting' ? 'The connection was lost. The invocation goes on; reconnecting.'
    : state === 'polling' || state === 'ended' ? 'No live stream comes through; asking every two seconds. The answer shows up at its end.'
    : 'It streams in here as it comes.';
  return (
    <Card>
      <CardHeader title="Answer" description={description} actions={text && <CopyButton text={text} label="Copy answer" />} />
      <CardBody>
        <Text running={running}>
          {text || <span className="text-soft">{silent[invocation.status]}</span>}
          {running && <span className="ml-0.5 inline-block h-4 w-1.5 animate-pulse rounded-sm bg-accent align-text-bottom"><span className="sr-only">Answering</span></span>}
        </Text>
        {data != null && <pre tabIndex={0} aria-label="Data" className="mt-3 max-h-60 overflow-auto rounded-lg border bg-canvas p-3 font-mono text-xs">{JSON.stringify(data, null, 2)}</pre>}
      </CardBody>
    </Card>
  );
}

/** A long text in a frame of its own, whose end stays in sight while it grows, unless somebody has moved away from it. */
function Text({ running, children }: { running: boolean; children: ReactNode }) {
  const { frame } = useStick(children, running);
  return <div {...frame} role="log" aria-label="Answer" aria-busy={running} tabIndex={0} dir="auto" className="relative max-h-[70dvh] overflow-auto text-sm leading-6 break-words whitespace-pre-wrap">{children}</div>;
}

function Measured({ invocation, usage }: { invocation: AsyncInvocation; usage: AsyncInvocation['usage'] }) {
  const { agentId, sessionId, traceId, deploymentId, createdAt, startedAt, endedAt } = invocation;
  const link = 'truncate font-mono text-xs underline-offset-4 hover:underline';
  const beside = 'flex min-w-0 items-center justify-end';
  const parts = [usage?.inputTokens != null && `${count(usage.inputTokens)} in`, usage?.outputTokens != null && `${count(usage.outputTokens)} out`, usage?.estimated && 'estimated'].filter(Boolean).join(', ');
  const facts: Fact[] = [
    ['Accepted', exact(createdAt)],
    ['Begun', startedAt ? exact(startedAt) : endedAt ? 'Never' : 'Not yet'],
    ['Ended', endedAt ? exact(endedAt) : 'Not yet'],
    ['Duration', startedAt ? <Took invocation={invocation} /> : '–'],
    ['Tokens', usage?.tokens != null ? `${count(usage.tokens)}${parts && ` (${parts})`}` : '–'],
    ['Compute', usage?.computeMs != null ? duration(usage.computeMs) : '–'],
    ['Tool calls', usage?.toolCalls != null ? count(usage.toolCalls) : '–'],
    ['Session', <span className={beside}><Link to="/agents/$agentId/sessions/$sessionId" params={{ agentId, sessionId }} className={link}>{sessionId}</Link><CopyButton text={sessionId} label="Copy session id" /></span>],
    ['Deployment', deploymentId ? <span className={beside}><Link to="/agents/$agentId/deployments/$deploymentId" params={{ agentId, deploymentId }} className={link}>{deploymentId}</Link><CopyButton text={deploymentId} label="Copy deployment id" /></span> : '–'],
    ['Trace', <span className={beside}><Link to="/agents/$agentId/logs" params={{ agentId }} search={{ trace: traceId }} className={link}>{traceId}</Link><CopyButton text={traceId} label="Copy trace id" /></span>],
  ];
  return <Facts facts={facts} />;
}

function Delivery({ webhook }: { webhook: Webhook }) {
  const facts: Fact[] = [
    ['Attempts', count(webhook.attempts)],
    ...(webhook.lastAttemptAt ? [['Last attempt', <Ago time={webhook.lastAttemptAt} />] as Fact] : []),
    ...(webhook.nextAttemptAt ? [['Next attempt', <Ago time={webhook.nextAttemptAt} />] as Fact] : []),
  ];
  return (
    <Card>
      <CardHeader title="Webhook" actions={<WebhookStatus webhook={webhook} />} />
      <CardBody>
        <p className="mb-3 font-mono text-xs break-all">{webhook.url}</p>
        <Facts facts={facts} />
        {webhook.lastError && <p className="mt-3 text-[0.8125rem] break-words"><span className="text-soft">Why the last attempt failed: </span>{webhook.lastError}</p>}
      </CardBody>
    </Card>
  );
}
