import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call, idempotencyKey } from '@/api/client';
import type { Agent, Deployment } from '@/api/schema';
import { toast, toastFailure } from '@/ui/toast';

/** Whether a deployment can be served again without a build: it was active before and is not now. */
export const canServeAgain = (deployment: Deployment, agent: Agent): boolean =>
  deployment.deploymentId !== agent.activeDeploymentId && deployment.deployedAt != null && (deployment.status === 'superseded' || deployment.status === 'rolled_back');

export function useRollback(agent: Agent) {
  const client = useQueryClient();
  const serve = async (deploymentId: string) => {
    const served = await call('POST /v1/agents/{agentId}/rollback', { path: { agentId: agent.agentId }, body: { deploymentId }, headers: idempotencyKey(), timeoutMs: 60_000 });
    // The deployment that served before has changed by it too, and a page of either may be open.
    await Promise.all([client.invalidateQueries({ queryKey: ['agents'] }), client.invalidateQueries({ queryKey: ['deployments'] })]);
    return served;
  };
  const back = async (deploymentId: string) => {
    try {
      toast(`Version ${(await serve(deploymentId)).version} serves again.`);
    } catch (error) {
      toastFailure(error, 'It could not be undone: ');
    }
  };
  return async ({ deploymentId }: Deployment) => {
    const before = agent.activeDeploymentId;
    toast(`Version ${(await serve(deploymentId)).version} serves now.`, { way: before ? { label: 'Undo', act: () => void back(before) } : undefined });
  };
}

export function useCancel(deploymentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call('POST /v1/deployments/{deploymentId}/cancel', { path: { deploymentId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['deployments', deploymentId] }),
  });
}
