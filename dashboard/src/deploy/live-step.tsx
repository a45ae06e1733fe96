import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PartyPopper } from 'lucide-react';
import { useState } from 'react';
import { agentQuery } from '@/api/queries';
import { CancelButton } from '@/deployments/cancel-button';
import { DeploymentLog } from '@/deployments/deployment-log';
import { explain } from '@/deployments/explain';
import { PhaseList } from '@/deployments/phase-list';
import { useDeployment } from '@/deployments/use-deployment';
import { Conversation } from '@/playground/conversation';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Failure, Skeleton } from '@/ui/states';

/** The deployment as it goes, and at its end the agent itself, to talk to. */
export function LiveStep({ deploymentId, back }: { deploymentId: string; back: (agentId: string) => void }) {
  const { deployment, phase, lines, error, retry, state } = useDeployment(deploymentId);
  const agentId = deployment?.agentId ?? '';
  const agent = useQuery({ ...agentQuery(agentId), enabled: deployment !== undefined });
  const [session, setSession] = useState<string>();
  const [answered, setAnswered] = useState(false);
  const status = deployment?.status ?? 'deploying';
  const live = status === 'active';
  if (error && !deployment) return <Failure error={error} retry={retry} />;
  return (
    <div className="space-y-6">
      <Card>
        <CardHeader
          title={<span aria-live="polite">{live ? `${agent.data?.name ?? 'Your agent'} is live` : status === 'failed' ? 'The deployment failed' : status === 'cancelled' ? 'The deployment was cancelled' : 'Deploying …'}</span>}
          description={state === 'reconnecting' && status === 'deploying' ? 'The connection was lost. The deployment goes on; reconnecting.' : deployment ? `Version ${deployment.version}` : undefined}
          actions={deployment && <>{status === 'deploying' && <CancelButton deploymentId={deploymentId} serves={Boolean(agent.data?.activeDeploymentId)} />}<Button asChild size="sm"><Link to="/agents/$agentId/deployments/$deploymentId" params={{ agentId, deploymentId }}>Details</Link></Button></>}
        />
        <CardBody>
          {deployment ? <PhaseList phase={(status === 'deploying' ? phase : undefined) ?? deployment.phase} status={status} /> : <Skeleton className="h-10 w-full" />}
          {deployment?.error && <Failure error={deployment.error} title={explain(deployment).title} className="mt-3" action={<Button size="sm" onClick={() => back(agentId)}>Correct it and deploy again</Button>} />}
          {status === 'cancelled' && <Button size="sm" className="mt-4" onClick={() => back(agentId)}>Deploy it after all</Button>}
          {!live && <div className="mt-4"><DeploymentLog lines={lines} running={status === 'deploying'} /></div>}
        </CardBody>
      </Card>
      {live && agent.data && (
        <Card className="flex h-[28rem] animate-rise flex-col">
          <CardHeader
            title={answered ? <span className="flex items-center gap-2"><PartyPopper aria-hidden="true" className="size-4 text-accent-ink" />It answers</span> : 'Say hello'}
            description="This is your agent, live. Next: call it from your own code."
            actions={<><Button asChild size="sm"><Link to="/agents/$agentId/api-keys" params={{ agentId }}>Get an API key</Link></Button><Button asChild size="sm" variant="solid"><Link to="/agents/$agentId" params={{ agentId }}>Go to the agent</Link></Button></>}
          />
          <Conversation agentId={agentId} sessionId={session} onSession={setSession} suggestion="Hello!" autoFocus onAnswered={() => setAnswered(true)} className="flex-1 border-t" />
        </Card>
      )}
    </div>
  );
}
