import { useAgent } from '@/agents/agent-layout';
import { endpointOf } from '@/agents/endpoint';
import { CodeSnippets } from '@/playground/code-snippets';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { KeyList } from './key-list';

export default function AgentKeysPage() {
  const agent = useAgent();
  return (
    <div className="grid gap-6 xl:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
      <div className="min-w-0"><KeyList agentId={agent.agentId} /></div>
      <Card className="h-fit">
        <CardHeader title="How a key is used" description="Put it into the environment as WEBHOST_API_KEY." />
        <CardBody><CodeSnippets url={endpointOf(agent)} prompt="Hello!" /></CardBody>
      </Card>
    </div>
  );
}
