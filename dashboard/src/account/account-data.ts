import type { OperationName } from '@/api/client';
import { accountOperations } from '@/api/schema';

/** The archive of everything that an account owns. */
export interface Export {
  exportId: string;
  status: 'running' | 'ready' | 'failed' | 'expired';
  requestedAt: string;
  finishedAt?: string | null;
  expiresAt?: string | null;
  percentComplete: number;
  part?: string | null;
  sizeBytes?: number | null;
  archiveUrl?: string | null;
  error?: string | null;
}

/** An account's deletion; it can be watched when the account is gone. */
export interface Deletion {
  deletionId: string;
  step: 'requested' | 'subscriptions' | 'credentials' | 'agents' | 'data' | 'settling' | 'done';
  done: boolean;
  statusUrl: string;
}

const find = (pattern: RegExp): OperationName | undefined => accountOperations.find((name) => pattern.test(name)) as OperationName | undefined;

/** What the API offers for whole accounts. */
export const operations = {
  readExport: find(/^GET \/v1\/me\/export$/),
  startExport: find(/^POST \/v1\/me\/export$/),
  delete: find(/^(DELETE \/v1\/me|POST \/v1\/me\/(delete|deletion))$/),
};

export const steps: Record<Deletion['step'], string> = {
  requested: 'Closing the account',
  subscriptions: 'Cancelling subscriptions',
  credentials: 'Removing API keys',
  agents: 'Removing agents from their runtimes',
  data: 'Removing what is stored',
  settling: 'Waiting for what was under way',
  done: 'Everything is gone',
};
