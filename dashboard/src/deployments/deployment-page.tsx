import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Ban, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { deploymentsQuery } from '@/api/queries';
import type { Deployment } from '@/api/schema';
import { DeploymentStatus } from '@/agents/agent-status';
import { useAgent } from '@/agents/agent-layout';
import { bytes, duration } from '@/format/numbers';
import { runtimeName } from '@/format/names';
import { atTime } from '@/format/times';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { cn } from '@/ui/cn';
import { Confirm } from '@/ui/confirm';
import { Field, Select } from '@/ui/field';
import { Heading } from '@/ui/heading';
import { Failure, LoadingRows } from '@/ui/states';
import { canServeAgain, useCancel, useRollback } from './actions';
import { DeploymentLog } from './deployment-log';
import { RollbackDialog } from './deployments-page';
import { explain } from './explain';
import { PhaseList } from './phase-list';
import { useDeployment } from './use-deployment';

export default function DeploymentPage() {
  const agent = useAgent();
  const { deploymentId } = useParams({ from: '/agents/$agentId/deployments/$deploymentId' });
  const { deployment, phase, lines, error, retry, state } = useDeployment(deploymentId);
  const [rolling, setRolling] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const rollBack = useRollback(agent);
  const cancel = useCancel(deploymentId);
  const back = <Link to="/agents/$agentId/deployments" params={{ agentId: agent.agentId }} className="mb-3 inline-flex items-center gap-1.5 text-[0.8125rem] text-soft hover:text-ink"><ArrowLeft aria-hidden="true" className="size-3.5" />All deployments</Link>;
  if (error && !deployment) return <>{back}<Failure error={error} retry={retry} /></>;
  if (!deployment) return <>{back}<Card><LoadingRows rows={5} /></Card></>;
  const running = deployment.status === 'deploying';
  return (
    <>
      {back}
      <Heading
        title={`Version ${deployment.version}`}
        description={<span className="flex flex-wrap items-center gap-2"><DeploymentStatus status={deployment.status} />{deployment.deploymentId === agent.activeDeploymentId && <Badge tone="accent">Serves now</Badge>}<code className="font-mono text-xs">{deployment.deploymentId}</code></span>}
        actions={
          <>
            {running && <Button variant="dangerOutline" size="sm" onClick={() => setCancelling(true)}><Ban aria-hidden="true" />Cancel</Button>}
            {canServeAgain(deployment, agent) && <Button variant="solid" size="sm" onClick={() => setRolling(true)}><RotateCcw aria-hidden="true" />Roll back to this</Button>}
          </>
        }
      />
      <div className="space-y-6">
        <Card>
          <CardHeader title="Progress" description={running && state === 'reconnecting' ? 'The connection was lost. The deployment goes on; reconnecting.' : running && state === 'polling' ? 'No live stream comes through; asking every two seconds.' : undefined} />
          <CardBody><PhaseList phase={(running ? phase : undefined) ?? deployment.phase} status={deployment.status} /></CardBody>
        </Card>
        {deployment.error && (
          <Card>
            <CardHeader title={explain(deployment).title} description={explain(deployment).text} />
            <CardBody>
              <Failure error={deployment.error} />
              {lines.length === 0 && deployment.lastLogLines && deployment.lastLogLines.length > 0 && <pre tabIndex={0} aria-label="Last log lines" className="mt-3 max-h-48 overflow-auto rounded-lg border bg-canvas p-3 font-mono text-xs leading-5 whitespace-pre-wrap">{deployment.lastLogLines.join('\n')}</pre>}
            </CardBody>
          </Card>
        )}
        <Card><CardHeader title="Log" /><CardBody><DeploymentLog lines={lines} running={running} /></CardBody></Card>
        <Compare deployment={deployment} />
      </div>
      <RollbackDialog target={rolling ? deployment : undefined} onClose={() => setRolling(false)} rollBack={rollBack} />
      <Confirm open={cancelling} onOpenChange={setCancelling} title="Cancel this deployment?" act="Cancel the deployment" onConfirm={() => cancel.mutateAsync()}>What serves now goes on serving.</Confirm>
    </>
  );
}

/** What differs between this deployment and another. */
function Compare({ deployment }: { deployment: Deployment }) {
  const agent = useAgent();
  const list = useInfiniteQuery(deploymentsQuery(agent.agentId));
  const { compare } = useSearch({ from: '/agents/$agentId/deployments/$deploymentId' });
  const navigate = useNavigate({ from: '/agents/$agentId/deployments/$deploymentId' });
  const others = (list.data?.pages.flatMap((page) => page.items as Deployment[]) ?? []).filter((other) => other.deploymentId !== deployment.deploymentId);
  const other = others.find(({ deploymentId }) => deploymentId === compare) ?? others.find(({ version }) => version < deployment.version) ?? others[0];
  if (!other) return null;
  return (
    <Card>
      <CardHeader
        title="Differences"
        actions={
          <Field label="Compare with" hideLabel>
            <Select value={other.deploymentId} onChange={(event) => void navigate({ search: { compare: event.target.value }, replace: true, resetScroll: false })}>
              {others.map((item) => <option key={item.deploymentId} value={item.deploymentId}>Version {item.version}</option>)}
            </Select>
          </Field>
        }
      />
      <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label="Differences">
        <table className="w-full text-[0.8125rem]">
          <thead><tr className="border-y bg-canvas text-left text-xs text-soft"><th className="px-5 py-2 font-medium">What</th><th className="px-3 py-2 font-medium">Version {other.version}</th><th className="px-3 py-2 pr-5 font-medium">Version {deployment.version}</th></tr></thead>
          <tbody className="divide-y">
            {differences(other, deployment).map(({ name, before, after, differs }) => (
              <tr key={name}>
                <th scope="row" className="px-5 py-2 text-left font-normal text-soft">{name}</th>
                <td className="px-3 py-2"><span className={cn(differs && 'text-soft line-through decoration-1')}>{before}</span></td>
                <td className={cn('px-3 py-2 pr-5', differs && 'font-medium')}>{after}{differs && <span className="sr-only"> (differs)</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

export function differences(one: Deployment, two: Deployment): { name: string; before: string; after: string; differs: boolean }[] {
  const took = ({ createdAt, deployedAt, endedAt }: Deployment) => (deployedAt ?? endedAt ? duration(new Date((deployedAt ?? endedAt)!).getTime() - new Date(createdAt).getTime()) : 'running');
  const rows: [string, (deployment: Deployment) => string][] = [
    ['Code', ({ artifact }) => artifact.checksum?.replace('sha256:', '').slice(0, 12) ?? 'unknown'],
    ['Commit', ({ commitHash }) => commitHash?.slice(0, 12) ?? 'not named'],
    ['Size', ({ artifact }) => (artifact.sizeBytes ? bytes(artifact.sizeBytes) : 'unknown')],
    ['Runtime', ({ runtimeProvider }) => runtimeName(runtimeProvider)],
    ['Outcome', ({ status }) => status.replace('_', ' ')],
    ['Took', took],
    ['Begun', ({ createdAt }) => atTime(createdAt)],
    ['By', ({ deployedBy }) => deployedBy],
  ];
  return rows.map(([name, of]) => ({ name, before: of(one), after: of(two), differs: of(one) !== of(two) }));
}
