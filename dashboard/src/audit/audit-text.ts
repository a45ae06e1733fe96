import type { AuditEntryPage } from '@/api/schema';
import { planName } from '@/format/names';
import { count, usd } from '@/format/numbers';

export type AuditEntry = AuditEntryPage['items'][number];

const phrases: Record<string, string> = {
  'agent.create': 'Created the agent',
  'agent.clone': 'Cloned the agent',
  'agent.update': 'Changed the agent',
  'agent.disable': 'Disabled the agent',
  'agent.enable': 'Enabled the agent',
  'agent.delete': 'Deleted the agent',
  'agent.rollback': 'Rolled back the agent',
  'agent.activate': 'Switched traffic to a deployment',
  'artifact.upload': 'Uploaded code',
  'deployment.start': 'Started a deployment',
  'deployment.cancel': 'Cancelled a deployment',
  'deployment.end': 'Finished a deployment',
  'secret.set': 'Set the secret',
  'secret.delete': 'Deleted the secret',
  'apiKey.create': 'Created the API key',
  'apiKey.revoke': 'Revoked the API key',
  'billing.spendCap': 'Changed the spend cap',
  'billing.alerts': 'Changed the alerts',
  'billing.checkout': 'Began a checkout',
  'billing.subscription': 'Asked to change the subscription',
  'billing.plan': 'The plan changed',
  'billing.event': 'Heard from the payment provider',
  'billing.usage': 'Reported usage to the payment provider',
  'billing.attach': 'Attached a subscription',
  'billing.replay': 'Replayed payment events',
  'account.export': 'Exported the account’s data',
  'account.delete': 'Asked to delete the account',
  'account.erase': 'Deleted the account',
};

/** What was done, in words, and to what. */
export function auditText(entry: AuditEntry): { phrase: string; object: string | undefined } {
  const details = entry.details ?? {};
  const phrase = phrases[entry.action] ?? entry.action;
  if (entry.action.startsWith('secret.')) return { phrase, object: entry.target.id };
  if (entry.action === 'deployment.end') return { phrase: details['status'] === 'active' ? 'Deployed' : `Deployment ${details['status'] ?? 'ended'}`, object: details['version'] ? `version ${details['version']}` : undefined };
  if (entry.action === 'agent.activate' && details['version']) return { phrase: 'Switched traffic to', object: `version ${details['version']}` };
  if (entry.action === 'billing.spendCap') return details['toUsd'] === 'none' ? { phrase: 'Removed the spend cap', object: undefined } : { phrase, object: details['toUsd'] && `to ${usd(Number(details['toUsd']))}` };
  if (entry.action === 'billing.plan' || entry.action === 'billing.subscription') return { phrase, object: details['to'] && details['to'] !== details['from'] ? `to ${planName(details['to'])}` : details['addOnsTo'] ? `to ${count(Number(details['addOnsTo']))} AgentCore places` : undefined };
  if (entry.action === 'billing.checkout') return { phrase, object: details['tier'] && `for ${planName(details['tier'])}` };
  if (entry.action === 'billing.event') return { phrase, object: details['event']?.replaceAll('_', ' ') };
  return { phrase, object: details['name'] };
}

/** The agent that an entry is about, if it is about one. */
export const agentOf = (entry: AuditEntry): string | undefined => (entry.target.type === 'agent' ? entry.target.id : entry.details?.['agentId'] || undefined);

const actors: Record<string, string> = { user: 'You', apiKey: 'API key', webhook: 'Webhook', system: 'The platform' };

/** Who did it, in words. */
export const actorName = (type: string): string => actors[type] ?? type;
