import { useParams } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { DeploymentStatus } from '@/agents/agent-status';
import { useAgent } from '@/agents/agent-layout';
import { BackLink } from '@/agents/back-link';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Heading } from '@/ui/heading';
import { Failure, LoadingRows } from '@/ui/states';
import { canServeAgain, useRollback } from './actions';
import { CancelButton } from './cancel-button';
import { Compare } from './compare';
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
  const rollBack = useRollback(agent);
  const back = <BackLink to="deployments" />;
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
            {running && <CancelButton deploymentId={deploymentId} serves={Boolean(agent.activeDeploymentId)} />}
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
    </>
  );
}
