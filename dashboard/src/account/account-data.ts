import type { AccountDeletion } from '@/api/schema';

/** The steps of an account's deletion, as people read them. */
export const steps: Record<AccountDeletion['step'], string> = {
  requested: 'Closing the account',
  subscriptions: 'Cancelling subscriptions',
  credentials: 'Removing API keys',
  agents: 'Removing agents from their runtimes',
  data: 'Removing what is stored',
  settling: 'Waiting for what was under way',
  done: 'Everything is gone',
};
