import type { Tone } from '@/ui/badge';
import type { Agent, Deployment } from '@/api/schema';

/** What the API's words are called on the screen. */
const runtimes: Record<string, string> = { cloudflare: 'Cloudflare', agentcore: 'AgentCore' };
export const runtimeName = (runtime: string): string => runtimes[runtime] ?? runtime;

const frameworks: Record<string, string> = { custom: 'Custom', hono: 'Hono', langgraph: 'LangGraph', langchain: 'LangChain', 'cloudflare-agents': 'Cloudflare Agents', mastra: 'Mastra', strands: 'Strands' };
export const frameworkName = (framework: string): string => frameworks[framework] ?? framework;

export const agentStatuses: Record<Agent['status'], { label: string; tone: Tone }> = {
  created: { label: 'Not deployed', tone: 'neutral' },
  deploying: { label: 'Deploying', tone: 'accent' },
  active: { label: 'Active', tone: 'good' },
  error: { label: 'Error', tone: 'bad' },
  disabled: { label: 'Disabled', tone: 'warn' },
};

export const deploymentStatuses: Record<Deployment['status'], { label: string; tone: Tone }> = {
  deploying: { label: 'Deploying', tone: 'accent' },
  active: { label: 'Active', tone: 'good' },
  superseded: { label: 'Superseded', tone: 'neutral' },
  rolled_back: { label: 'Rolled back', tone: 'neutral' },
  failed: { label: 'Failed', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'warn' },
};

export type Phase = Deployment['phase'];
export const phases: { phase: Phase; label: string; doing: string }[] = [
  { phase: 'queued', label: 'Queued', doing: 'Waiting for its turn' },
  { phase: 'validate', label: 'Validate', doing: 'Checking the manifest and the files' },
  { phase: 'bundle', label: 'Bundle', doing: 'Building the code' },
  { phase: 'store', label: 'Store', doing: 'Keeping the build' },
  { phase: 'secrets', label: 'Secrets', doing: 'Handing secrets to the runtime' },
  { phase: 'provider', label: 'Publish', doing: 'Publishing at the runtime' },
  { phase: 'probe', label: 'Probe', doing: 'Asking the agent whether it is well' },
  { phase: 'activate', label: 'Activate', doing: 'Switching traffic over' },
];

const limitNames: Record<string, string> = {
  requestsPerMonth: 'Requests',
  tokensPerMonth: 'Tokens',
  computeMsPerMonth: 'Compute',
  spendCapUsd: 'Spend cap',
  storageBytes: 'Storage',
  agents: 'Agents',
  agentCoreAgents: 'AgentCore agents',
  requestsPerSecondPerUser: 'Requests a second, account',
  requestsPerSecondPerAgent: 'Requests a second, busiest agent',
};
export const limitName = (name: string): string => limitNames[name] ?? name;

export const planName = (tier: string): string => tier.charAt(0).toUpperCase() + tier.slice(1);
