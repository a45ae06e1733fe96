import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowUpRight, Check, ExternalLink, Receipt } from 'lucide-react';
import { useEffect, useState, type FormEvent } from 'react';
import { call, idempotencyKey } from '@/api/client';
import { ApiError } from '@/api/errors';
import { invoicesQuery, limitsQuery, plansQuery, subscriptionQuery, usageQuery } from '@/api/queries';
import type { Subscription } from '@/api/schema';
import { bytes, count, duration, parseAmount, plain, short, usd } from '@/format/numbers';
import { planName } from '@/format/names';
import { onDay, withDays } from '@/format/times';
import { Badge, type Tone } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { cn } from '@/ui/cn';
import { Confirm } from '@/ui/confirm';
import { Field, Input } from '@/ui/field';
import { Meter } from '@/ui/meter';
import { More } from '@/ui/more';
import { Page } from '@/ui/page';
import { Spinner } from '@/ui/spinner';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { toast } from '@/ui/toast';
import { AddOns } from './add-ons';
import { Alerts } from './alerts';
import { isCurrent, refreshPlan, useAwaited, useFollowPlan, type Plan } from './awaited-plan';

export default function BillingPage() {
  return (
    <Page title="Billing" description="Your plan, what it costs, and how far spending may go.">
      <div className="space-y-6">
        <Current />
        <Plans />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <SpendCap />
          <Alerts />
        </div>
        <Invoices />
      </div>
    </Page>
  );
}

const statuses: Record<Subscription['status'], { label: string; tone: Tone }> = {
  none: { label: 'No subscription', tone: 'neutral' },
  on_trial: { label: 'On trial', tone: 'accent' },
  active: { label: 'Active', tone: 'good' },
  past_due: { label: 'Payment overdue', tone: 'bad' },
  unpaid: { label: 'Unpaid', tone: 'bad' },
  paused: { label: 'Paused', tone: 'warn' },
  cancelled: { label: 'Cancelled', tone: 'warn' },
  expired: { label: 'Expired', tone: 'neutral' },
};

function Current() {
  const subscription = useQuery(subscriptionQuery);
  const client = useQueryClient();
  const awaited = useAwaited(subscription.data);
  useFollowPlan(subscription.data);
  // Somebody who comes back from paying: the plan changes when the provider's word is in.
  useEffect(() => {
    const back = () => {
      if (document.visibilityState !== 'visible') return;
      void client.invalidateQueries({ queryKey: subscriptionQuery.queryKey });
      void refreshPlan(client);
    };
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, [client]);
  const portal = useMutation({
    mutationFn: async () => {
      const { url } = await call('GET /v1/billing/portal');
      window.location.assign(url);
    },
  });
  if (subscription.isPending) return <Card><LoadingRows rows={2} label="Loading your plan" /></Card>;
  if (subscription.isError && !subscription.data) return <Failure error={subscription.error} retry={() => void subscription.refetch()} />;
  const { tier, status, next, agentCoreAddOns } = subscription.data;
  const { label, tone } = statuses[status];
  return (
    <Card>
      <CardHeader
        title={<span className="flex flex-wrap items-center gap-2.5">{planName(tier)} plan <Badge tone={tone} dot={status !== 'none'}>{label}</Badge></span>}
        description={<>{withDays(next)}{agentCoreAddOns > 0 && ` With ${count(agentCoreAddOns)} AgentCore add-${agentCoreAddOns === 1 ? 'on' : 'ons'}.`}</>}
        actions={status !== 'none' && <Button pending={portal.isPending} onClick={() => portal.mutate()}>Manage payment<ExternalLink aria-hidden="true" /></Button>}
      />
      <div role="status">{awaited && <p className="flex items-center gap-2 px-5 pb-5 text-[0.8125rem]"><Spinner className="text-accent-ink" />Thank you. Your payment is being confirmed; the new plan shows up here by itself.</p>}</div>
      {portal.isError && <CardBody><Failure error={portal.error} /></CardBody>}
      <AddOns subscription={subscription.data} />
    </Card>
  );
}

function Plans() {
  const plans = useQuery(plansQuery);
  const subscription = useQuery(subscriptionQuery);
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Plan>();
  // A subscription that goes on is changed; without one, a plan is bought.
  const running = subscription.data && !['none', 'expired'].includes(subscription.data.status);
  const choose = async () => {
    if (!running) {
      const { url } = await call('POST /v1/billing/checkout', { body: { tier: chosen!.tier }, headers: idempotencyKey() });
      window.location.assign(url);
      return;
    }
    const changed = await call('POST /v1/billing/subscription', { body: { tier: chosen!.tier }, headers: idempotencyKey(), timeoutMs: 60_000 });
    client.setQueryData(subscriptionQuery.queryKey, changed);
    await refreshPlan(client);
    toast(withDays(changed.next));
  };
  if (plans.isPending) return <Card><LoadingRows rows={4} label="Loading the plans" /></Card>;
  if (plans.isError && !plans.data) return <Failure error={plans.error} retry={() => void plans.refetch()} />;
  const current = plans.data.plans.find((plan) => isCurrent(plan, subscription.data));
  return (
    <section aria-labelledby="plans">
      <h2 id="plans" className="mb-3 text-[0.9375rem] font-semibold">Plans</h2>
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {plans.data.plans.map((plan) => {
          const present = plan === current;
          const more = current !== undefined && plan.priceUsd > current.priceUsd;
          return (
            <li key={plan.tier} className={cn('flex flex-col rounded-xl border bg-surface p-5 shadow-card', present && 'border-accent ring-1 ring-accent')}>
              <div className="flex min-h-5.5 items-center justify-between gap-2"><h3 className="font-semibold">{planName(plan.tier)}</h3>{present && <Badge tone="accent">Your plan</Badge>}</div>
              <p className="mt-2"><span className="text-2xl font-semibold tracking-tight tabular-nums">{usd(plan.priceUsd).replace(/[.,]00$/, '')}</span><span className="text-[0.8125rem] text-soft"> a month</span></p>
              <ul className="mt-4 mb-5 space-y-1.5 text-[0.8125rem] text-soft">
                {features(plan).map((feature) => <li key={feature} className="flex gap-2"><Check aria-hidden="true" className="mt-0.5 size-3.5 shrink-0 text-good-ink" />{feature}</li>)}
              </ul>
              {!present && plan.purchasable && <Button className="mt-auto" variant={more ? 'solid' : 'outline'} disabled={subscription.isPending} onClick={() => setChosen(plan)} aria-label={`${more ? 'Upgrade' : 'Downgrade'} to ${planName(plan.tier)}`}>{more ? 'Upgrade' : 'Downgrade'}{!running && <ArrowUpRight aria-hidden="true" />}</Button>}
            </li>
          );
        })}
      </ul>
      <Confirm open={chosen !== undefined} onOpenChange={(open) => !open && setChosen(undefined)} title={`${current && chosen && chosen.priceUsd > current.priceUsd ? 'Upgrade' : 'Downgrade'} to ${planName(chosen?.tier ?? '')}?`} act={running ? 'Change the plan' : 'Go to the payment page'} danger={false} onConfirm={choose}>
        {!running
          ? `${usd(chosen?.priceUsd ?? 0)} a month. You pay on the payment provider’s page and come back here.`
          : current && chosen && chosen.priceUsd > current.priceUsd
            ? 'The larger plan begins at once, and the difference for the rest of the period is charged now.'
            : 'You keep what you have until the paid period ends; then the smaller plan follows.'}
      </Confirm>
    </section>
  );
}

export function features(plan: Plan): string[] {
  const some = (value: number | null | undefined, text: (value: number) => string, none: string) => (value == null ? none : text(value));
  const agentCore = plan.agentCore.access === 'none' ? undefined : plan.agentCore.includedAgents ? `${count(plan.agentCore.includedAgents)} AgentCore agents included` : plan.agentCore.addOnUsd ? `AgentCore for ${usd(plan.agentCore.addOnUsd).replace(/[.,]00$/, '')} an agent` : undefined;
  return [
    some(plan.agents, (value) => `${count(value)} ${value === 1 ? 'agent' : 'agents'}`, 'Unlimited agents'),
    some(plan.requestsPerMonth, (value) => `${short(value)} requests`, 'Unlimited requests'),
    some(plan.tokensPerMonth, (value) => `${short(value)} tokens`, 'Unlimited tokens'),
    some(plan.computeMsPerMonth, (value) => `${duration(value)} of compute`, 'Unlimited compute'),
    some(plan.storageBytes, (value) => `${bytes(value)} of storage`, 'Unlimited storage'),
    `Logs kept for ${count(plan.logRetentionDays)} ${plan.logRetentionDays === 1 ? 'day' : 'days'}`,
    `${count(plan.requestsPerSecondPerUser)} requests a second`,
    ...(agentCore ? [agentCore] : []),
  ];
}

function SpendCap() {
  const usage = useQuery(usageQuery());
  const client = useQueryClient();
  const [text, setText] = useState<string>();
  const cap = usage.data?.spendCapUsd ?? null;
  const shown = text ?? (cap === null ? '' : plain(cap));
  const value = text === undefined ? (cap ?? undefined) : parseAmount(text);
  const problem = shown !== '' && value === undefined ? `Give an amount in dollars, such as 50 or ${plain(1250.5)}.` : undefined;
  const save = useMutation({
    mutationFn: (amount: number | null) => call('PUT /v1/billing/spend-cap', { body: { usd: amount } }),
    onSuccess: async ({ usd: amount }) => {
      await client.invalidateQueries({ queryKey: ['usage'] });
      await client.invalidateQueries({ queryKey: limitsQuery.queryKey });
      setText(undefined);
      toast(amount == null ? 'There is no spend cap any more.' : `Calls are refused once this period’s estimate reaches ${usd(amount)}.`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value !== undefined) save.mutate(value);
  };
  return (
    <Card>
      <CardHeader title="Spend cap" description="The most that a billing period may cost, by estimate. At the cap calls are refused; nothing is removed." />
      <CardBody>
        {usage.isPending ? <LoadingRows rows={1} /> : usage.isError && !usage.data ? <Failure error={usage.error} retry={() => void usage.refetch()} /> : (
          <>
            {cap !== null && (
              <div className="mb-4">
                <p className="mb-1.5 flex justify-between text-[0.8125rem]"><span>{usd(usage.data.totals.costUsd)} so far, estimated</span><span className="text-soft">of {usd(cap)}</span></p>
                <Meter label="Spend cap" used={usage.data.totals.costUsd} allowed={cap} />
              </div>
            )}
            <form onSubmit={submit} className="flex flex-wrap items-start gap-2">
              <Field label="US dollars a period" error={problem} hint={cap === null ? 'No cap is set.' : undefined} className="w-44"><Input inputMode="decimal" value={shown} placeholder="No cap" onChange={(event) => setText(event.target.value)} /></Field>
              <Button type="submit" variant="solid" className="sm:mt-[1.6rem]" pending={save.isPending} disabled={value === undefined || value === cap}>Save the cap</Button>
              {cap !== null && <Button className="sm:mt-[1.6rem]" disabled={save.isPending} onClick={() => save.mutate(null)}>Remove</Button>}
            </form>
            {save.isError && <Failure error={save.error} className="mt-4" />}
          </>
        )}
      </CardBody>
    </Card>
  );
}

function Invoices() {
  const invoices = useInfiniteQuery(invoicesQuery);
  const items = invoices.data?.pages.flatMap((page) => page.items) ?? [];
  const off = invoices.isError && ApiError.of(invoices.error).code === 'CONFLICT';
  return (
    <Card>
      <CardHeader title="Invoices" />
      {invoices.isPending ? <LoadingRows rows={2} /> : off ? <Empty icon={<Receipt />} title="No invoices" className="py-8!">{ApiError.of(invoices.error).message}</Empty> : invoices.isError && !invoices.data ? <CardBody><Failure error={invoices.error} retry={() => void invoices.refetch()} /></CardBody> : items.length === 0 ? (
        <Empty icon={<Receipt />} title="No invoices yet" className="py-8!">They show up here with each payment.</Empty>
      ) : (
        <ul aria-label="Invoices" className="divide-y border-t">
          {items.map((invoice) => (
            <li key={invoice.invoiceId} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-3 text-[0.8125rem] sm:gap-x-4">
              <span className="min-w-0 flex-1 basis-22">{onDay(invoice.date)}</span>
              <Badge tone={invoice.refunded ? 'neutral' : invoice.status === 'paid' ? 'good' : 'warn'}>{invoice.refunded ? 'Refunded' : invoice.status.charAt(0).toUpperCase() + invoice.status.slice(1)}</Badge>
              <span className="text-right sm:w-24 font-medium tabular-nums">{usd(invoice.amount, invoice.currency)}</span>
              {invoice.url ? <a href={invoice.url} target="_blank" rel="noreferrer" className="inline-flex items-center justify-end sm:w-20 gap-1 text-accent-ink underline-offset-4 hover:underline">Open<ExternalLink aria-hidden="true" className="size-3.5" /><span className="sr-only">invoice of {onDay(invoice.date)}, in a new tab</span></a> : <span className="sm:w-20" />}
            </li>
          ))}
        </ul>
      )}
      <More list={invoices} />
    </Card>
  );
}
