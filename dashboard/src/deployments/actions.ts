import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, idempotencyKey } from '@/api/client';
import type { Agent, Deployment } from '@/api/schema';
import { toast, toastFailure } from '@/ui/toast';

/** Whether a deployment can be served again without a build: it was active before and is not now. */
export const canServeAgain = (deployment: Deployment, agent: Agent): boolean =>
  deployment.deploymentId !== agent.activeDeploymentId && deployment.deployedAt != null && (deployment.status === 'superseded' || deployment.status === 'rolled_back');

export function useRollback(agent: Agent) {
  const client = useQueryClient();
  const roll = async (deployment: Deployment, before: string | null | undefined) => {
    const served = await call('POST /v1/agents/{agentId}/rollback', { path: { agentId: agent.agentId }, body: { deploymentId: deployment.deploymentId }, headers: idempotencyKey(), timeoutMs: 60_000 });
    await client.invalidateQueries({ queryKey: ['agents'] });
    toast(`Version ${served.version} serves now.`, {
      way: before ? { label: 'Undo', act: () => void back(before) } : undefined,
    });
  };
  const back = async (deploymentId: string) => {
    try {
      const served = await call('POST /v1/agents/{agentId}/rollback', { path: { agentId: agent.agentId }, body: { deploymentId }, headers: idempotencyKey(), timeoutMs: 60_000 });
      await client.invalidateQueries({ queryKey: ['agents'] });
      toast(`Version ${served.version} serves again.`);
    } catch (error) {
      toastFailure(error, 'It could not be undone: ');
    }
  };
  return (deployment: Deployment) => roll(deployment, agent.activeDeploymentId);
}

export function useCancel(deploymentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call('POST /v1/deployments/{deploymentId}/cancel', { path: { deploymentId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['deployments', deploymentId] }),
  });
}
