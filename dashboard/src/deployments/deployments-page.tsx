import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { History, Rocket, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { deploymentsQuery } from '@/api/queries';
import type { Deployment } from '@/api/schema';
import { DeploymentStatus } from '@/agents/agent-status';
import { useAgent } from '@/agents/agent-layout';
import { bytes } from '@/format/numbers';
import { phases, runtimeName } from '@/format/names';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Heading } from '@/ui/heading';
import { More } from '@/ui/more';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { Ago } from '@/ui/time';
import { WindowList } from '@/ui/window-list';
import { canServeAgain, useRollback } from './actions';
import { took } from './differences';

export default function DeploymentsPage() {
  const agent = useAgent();
  const list = useInfiniteQuery(deploymentsQuery(agent.agentId));
  const [target, setTarget] = useState<Deployment>();
  const rollBack = useRollback(agent);
  const deployments = list.data?.pages.flatMap((page) => page.items as Deployment[]) ?? [];
  return (
    <>
      <Heading
        title="Deployments"
        description="Each is immutable. One that was active can serve again at once, without a build."
        actions={<Button asChild variant="solid" size="sm"><Link to="/agents/new" search={{ agent: agent.agentId }}><Rocket aria-hidden="true" />Deploy</Link></Button>}
      />
      <Card>
        {list.isPending ? <LoadingRows rows={5} /> : list.isError && !list.data ? <Failure error={list.error} retry={() => void list.refetch()} className="m-5" /> : deployments.length === 0 ? (
          <Empty icon={<History />} title="Nothing was deployed yet" action={<Button asChild variant="solid"><Link to="/agents/new" search={{ agent: agent.agentId }}>Deploy some code</Link></Button>} />
        ) : (
          <WindowList label="Deployments" items={deployments} keyOf={(deployment) => deployment.deploymentId} height={71}>
            {(deployment) => (
              <div className="group flex flex-wrap items-center gap-x-5 gap-y-2 px-5 py-3.5 transition-colors hover:bg-sunken/60">
                <Link to="/agents/$agentId/deployments/$deploymentId" params={{ agentId: agent.agentId, deploymentId: deployment.deploymentId }} className="min-w-0 flex-1 basis-52">
                  <span className="flex flex-wrap items-center gap-2">
                    <span className="font-medium">Version {deployment.version}</span>
                    <DeploymentStatus status={deployment.status} />
                    {deployment.deploymentId === agent.activeDeploymentId && <Badge tone="accent">Serves now</Badge>}
                  </span>
                  <span className="mt-0.5 block truncate text-xs text-soft">{summary(deployment)}</span>
                </Link>
                <span className="text-[0.8125rem] text-soft sm:w-24 sm:text-right"><Ago time={deployment.createdAt} /></span>
                <span className="flex justify-end max-sm:empty:hidden sm:w-28">{canServeAgain(deployment, agent) && <Button size="sm" onClick={() => setTarget(deployment)} aria-label={`Roll back to version ${deployment.version}`}><RotateCcw aria-hidden="true" />Roll back</Button>}</span>
              </div>
            )}
          </WindowList>
        )}
        <More list={list} />
      </Card>
      <RollbackDialog target={target} onClose={() => setTarget(undefined)} rollBack={rollBack} />
    </>
  );
}

export function RollbackDialog({ target, onClose, rollBack }: { target: Deployment | undefined; onClose: () => void; rollBack: (deployment: Deployment) => Promise<void> }) {
  return (
    <Confirm open={target !== undefined} onOpenChange={(open) => !open && onClose()} title={`Roll back to version ${target?.version ?? ''}?`} act="Roll back" danger={false} onConfirm={() => rollBack(target!)}>
      It serves the next request, within about a second. Nothing is rebuilt, secrets keep their present values, and sessions keep their state.
    </Confirm>
  );
}

function summary(deployment: Deployment): string {
  const parts = [runtimeName(deployment.runtimeProvider)];
  if (deployment.artifact.sizeBytes) parts.push(bytes(deployment.artifact.sizeBytes));
  if (deployment.commitHash) parts.push(deployment.commitHash.slice(0, 8));
  if (deployment.endedAt) parts.push(`took ${took(deployment)}`);
  if (deployment.status === 'failed') parts.push(`failed at ${phases.find((item) => item.phase === deployment.phase)?.label ?? deployment.phase}: ${deployment.error?.message ?? ''}`);
  return parts.join(' · ');
}
