import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { subscriptionQuery } from '@/api/queries';
import type { PlansView, Subscription } from '@/api/schema';

export type Plan = PlansView['plans'][number];

const every = 2000;
const longest = 5 * 60_000;
/** A new plan is known everywhere after two seconds. */
const settled = 2_500;

/** Whether somebody has just paid and the plan is not there yet: it comes with the payment provider's word, which is asked for until it is in. */
export function useAwaited(subscription: Subscription | undefined): boolean {
  const { paid } = useSearch({ from: '/billing' });
  const navigate = useNavigate({ from: '/billing' });
  const client = useQueryClient();
  const [until] = useState(() => Date.now() + longest);
  const known = subscription !== undefined;
  const there = known && !['none', 'expired'].includes(subscription.status);
  useEffect(() => {
    if (!paid || !known) return;
    if (there) {
      void navigate({ search: {}, replace: true });
      return;
    }
    const timer = setInterval(() => {
      if (Date.now() < until) void client.invalidateQueries({ queryKey: subscriptionQuery.queryKey });
      else void navigate({ search: {}, replace: true });
    }, every);
    return () => clearInterval(timer);
  }, [paid, known, there, until, client, navigate]);
  return paid !== undefined && known && !there;
}

/** Whether it is the plan that the account has. The subscription knows at once, the list of plans a moment later. */
export const isCurrent = (plan: Plan, subscription: Subscription | undefined): boolean => (subscription ? plan.tier === subscription.tier : plan.current);

/** What follows from the plan is read anew when the plan or its state has changed, and once more when that is known everywhere. */
export function useFollowPlan(subscription: Subscription | undefined): void {
  const client = useQueryClient();
  const now = subscription && `${subscription.tier} ${subscription.status} ${subscription.agentCoreAddOns}`;
  const [before, setBefore] = useState(now);
  useEffect(() => {
    if (now === before) return;
    setBefore(now);
    if (before !== undefined) void refreshPlan(client);
  }, [now, before, client]);
  useEffect(() => {
    const timer = setTimeout(() => void refreshPlan(client), settled);
    return () => clearTimeout(timer);
  }, [now, client]);
}

export const refreshPlan = (client: QueryClient): Promise<void> => client.invalidateQueries({ predicate: ({ queryKey }) => ['plans', 'limits', 'invoices', 'me'].includes(String(queryKey[0])) });
