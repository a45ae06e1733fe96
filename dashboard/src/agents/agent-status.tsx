import type { Agent, Deployment } from '@/api/schema';
import { agentStatuses, deploymentStatuses } from '@/format/names';
import { Badge } from '@/ui/badge';

export function AgentStatus({ status }: { status: Agent['status'] }) {
  const { label, tone } = agentStatuses[status];
  return <Badge tone={tone} dot pulse={status === 'deploying'}>{label}</Badge>;
}

export function DeploymentStatus({ status }: { status: Deployment['status'] }) {
  const { label, tone } = deploymentStatuses[status];
  return <Badge tone={tone} dot pulse={status === 'deploying'}>{label}</Badge>;
}
