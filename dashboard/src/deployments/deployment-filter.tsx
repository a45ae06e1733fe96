import { useAgent } from '@/agents/agent-layout';
import { Field, Select } from '@/ui/field';
import { useDeployments } from './use-deployments';

/** Chooses one of the agent's deployments, or all. */
export function DeploymentFilter({ value, onValue }: { value: string | undefined; onValue: (deploymentId: string | undefined) => void }) {
  const agent = useAgent();
  const { deployments } = useDeployments(agent.agentId, value);
  return (
    <Field label="Deployment" hideLabel>
      <Select value={value ?? ''} onChange={(event) => onValue(event.target.value || undefined)}>
        <option value="">All deployments</option>
        {deployments.map((item) => <option key={item.deploymentId} value={item.deploymentId}>Version {item.version}</option>)}
        {/* One that is not read yet, or is gone, is a filter all the same. */}
        {value && !deployments.some(({ deploymentId }) => deploymentId === value) && <option value={value}>{value.slice(0, 12)}…</option>}
      </Select>
    </Field>
  );
}
