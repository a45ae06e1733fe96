import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { subscriptionQuery } from '@/api/queries';
import type { Subscription } from '@/api/schema';

const every = 2000;
const longest = 5 * 60_000;

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

/** What follows from the plan is read anew when the plan or its state has changed. */
export function useFollowPlan(subscription: Subscription | undefined): void {
  const client = useQueryClient();
  const now = subscription && `${subscription.tier} ${subscription.status} ${subscription.agentCoreAddOns}`;
  const [before, setBefore] = useState(now);
  useEffect(() => {
    if (now === before) return;
    setBefore(now);
    if (before !== undefined) void refreshPlan(client);
  }, [now, before, client]);
}

export const refreshPlan = (client: QueryClient): Promise<void> => client.invalidateQueries({ predicate: ({ queryKey }) => ['plans', 'limits', 'invoices', 'me'].includes(String(queryKey[0])) });
