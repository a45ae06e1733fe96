import { useAgent } from '@/agents/agent-layout';
import { useDeployments } from './use-deployments';
import { VersionSelect } from './version-select';

/** Chooses one of the agent's deployments, or all. */
export function DeploymentFilter({ value, onValue }: { value: string | undefined; onValue: (deploymentId: string | undefined) => void }) {
  const agent = useAgent();
  const { list, deployments } = useDeployments(agent.agentId, value);
  return (
    <VersionSelect label="Deployment" value={value ?? ''} onValue={(deploymentId) => onValue(deploymentId || undefined)} of={deployments} list={list}>
      <option value="">All deployments</option>
      {/* One that is not read yet, or is gone, is a filter all the same. */}
      {value && !deployments.some(({ deploymentId }) => deploymentId === value) && <option value={value}>{value.slice(0, 12)}…</option>}
    </VersionSelect>
  );
}
