import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import { call, idempotencyKey } from '@/api/client';
import { plansQuery, subscriptionQuery } from '@/api/queries';
import type { Subscription } from '@/api/schema';
import { count, usd } from '@/format/numbers';
import { withDays } from '@/format/times';
import { Button } from '@/ui/button';
import { CardBody } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { toast } from '@/ui/toast';
import { isCurrent, refreshPlan } from './awaited-plan';

/** Places for agents on AgentCore, for plans that sell them one by one. */
export function AddOns({ subscription }: { subscription: Subscription }) {
  const plans = useQuery(plansQuery);
  const client = useQueryClient();
  const [places, setPlaces] = useState<number>();
  const [asking, setAsking] = useState(false);
  const price = plans.data?.plans.find((plan) => isCurrent(plan, subscription))?.agentCore.addOnUsd;
  const wanted = places ?? subscription.nextAgentCoreAddOns ?? subscription.agentCoreAddOns;
  const present = subscription.nextAgentCoreAddOns ?? subscription.agentCoreAddOns;
  const change = useMutation({
    mutationFn: () => call('POST /v1/billing/subscription', { body: { agentCoreAddOns: wanted }, headers: idempotencyKey(), timeoutMs: 60_000 }),
    onSuccess: async (changed) => {
      client.setQueryData(subscriptionQuery.queryKey, changed);
      await refreshPlan(client);
      setPlaces(undefined);
      toast(withDays(changed.next));
    },
  });
  if (price == null || !['active', 'on_trial'].includes(subscription.status)) return null;
  return (
    <CardBody>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-t pt-4">
        <div className="min-w-0 flex-1 basis-64">
          <h3 className="font-medium">Agents on AgentCore</h3>
          <p className="text-[0.8125rem] text-soft">{usd(price)} a month for each.</p>
        </div>
        <div role="group" aria-label="Places for agents on AgentCore" className="flex items-center gap-2">
          <Button size="iconSm" aria-label="One less" disabled={wanted <= 0} onClick={() => setPlaces(wanted - 1)}><Minus aria-hidden="true" /></Button>
          <output aria-label="Places" className="w-8 text-center font-medium tabular-nums">{count(wanted)}</output>
          <Button size="iconSm" aria-label="One more" onClick={() => setPlaces(wanted + 1)}><Plus aria-hidden="true" /></Button>
          <Button variant="solid" size="sm" disabled={wanted === present} onClick={() => setAsking(true)}>Change places</Button>
        </div>
      </div>
      <Confirm open={asking} onOpenChange={setAsking} title={`${count(wanted)} ${wanted === 1 ? 'agent' : 'agents'} on AgentCore?`} act={wanted > present ? 'Buy' : 'Change'} danger={false} onConfirm={() => change.mutateAsync()}>
        {wanted > present ? `${usd((wanted - present) * price)} more a month. They can be used at once, and the rest of the period is charged now.` : 'You keep what you have until the paid period ends; then there are fewer places. The oldest agents go on.'}
      </Confirm>
    </CardBody>
  );
}
