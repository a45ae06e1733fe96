import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { MessageSquareText } from 'lucide-react';
import { sessionQuery } from '@/api/queries';
import { useAgent } from '@/agents/agent-layout';
import { BackLink } from '@/agents/back-link';
import { bytes, count } from '@/format/numbers';
import { atTime } from '@/format/times';
import { Message } from '@/playground/conversation';
import { Button } from '@/ui/button';
import { Card, CardBody } from '@/ui/card';
import { Heading } from '@/ui/heading';
import { Empty, Failure, LoadingRows } from '@/ui/states';

export default function SessionPage() {
  const agent = useAgent();
  const { sessionId } = useParams({ from: '/agents/$agentId/sessions/$sessionId' });
  const session = useQuery(sessionQuery(agent.agentId, sessionId));
  return (
    <>
      <BackLink to="sessions" />
      <Heading
        title="Session"
        description={<><code className="font-mono text-xs break-all">{sessionId}</code>{session.data && <span className="block">Begun {atTime(session.data.createdAt)} · {count(session.data.messageCount)} messages · {bytes(session.data.sizeBytes)}</span>}</>}
        actions={(session.data || !session.isError) && <Button asChild size="sm"><Link to="/agents/$agentId/playground" params={{ agentId: agent.agentId }} search={{ session: sessionId }}><MessageSquareText aria-hidden="true" />Continue in the playground</Link></Button>}
      />
      <Card>
        {session.isPending ? <LoadingRows /> : session.isError && !session.data ? <Failure error={session.error} retry={() => void session.refetch()} className="m-5" /> : session.data.messages.length === 0 ? <Empty title="Nothing was said in this session" /> : (
          <CardBody className="space-y-4 pt-5">
            {session.data.messages.length < session.data.messageCount && <p className="text-center text-xs text-soft">The newest {count(session.data.messages.length)} messages. Earlier ones are kept for the agent, and are too long to be shown.</p>}
            {session.data.messages.map((message, index) => <Message key={index} role={message.role ?? 'user'}>{message.content}</Message>)}
          </CardBody>
        )}
      </Card>
    </>
  );
}
