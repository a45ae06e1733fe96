import { useEffect, useState } from 'react';
import type { AsyncInvocation } from '@/api/schema';
import { duration } from '@/format/numbers';
import { Badge, type Tone } from '@/ui/badge';

const statuses: Record<AsyncInvocation['status'], { label: string; tone: Tone }> = {
  queued: { label: 'Queued', tone: 'neutral' },
  running: { label: 'Running', tone: 'accent' },
  succeeded: { label: 'Succeeded', tone: 'good' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'warn' },
};

export type Webhook = NonNullable<AsyncInvocation['webhook']>;

const deliveries: Record<Webhook['status'], { label: string; tone: Tone }> = {
  pending: { label: 'pending', tone: 'neutral' },
  delivered: { label: 'delivered', tone: 'good' },
  failed: { label: 'failed', tone: 'bad' },
  dropped: { label: 'dropped', tone: 'warn' },
};

/** Whether an invocation has yet to end. */
export const goesOn = ({ status }: AsyncInvocation): boolean => status === 'queued' || status === 'running';

export function InvocationStatus({ invocation }: { invocation: AsyncInvocation }) {
  const { label, tone } = statuses[invocation.status];
  return <Badge tone={tone} dot pulse={goesOn(invocation)}>{label}</Badge>;
}

export function WebhookStatus({ webhook }: { webhook: Webhook }) {
  const { label, tone } = deliveries[webhook.status];
  return <Badge tone={tone}>Webhook {label}</Badge>;
}

/** How long the agent was at work, counted on while it is; nothing where it was never called. */
export function Took({ invocation: { startedAt, endedAt } }: { invocation: AsyncInvocation }) {
  const [now, setNow] = useState(Date.now);
  const counts = Boolean(startedAt && !endedAt);
  useEffect(() => {
    if (!counts) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [counts]);
  if (!startedAt) return null;
  const took = (endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt);
  // Of one that goes on whole seconds, which the viewer's own clock may see begin in the future.
  return duration(endedAt ? took : Math.max(0, Math.floor(took / 1000)) * 1000);
}
