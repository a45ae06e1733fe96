import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Rocket } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { call, keyFor } from '@/api/client';
import { dayQuery, sessionQuery } from '@/api/queries';
import { useAgent } from '@/agents/agent-layout';
import { endpointOf } from '@/agents/endpoint';
import { count, duration, usd } from '@/format/numbers';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { CopyButton } from '@/ui/copy';
import { Facts, type Fact } from '@/ui/facts';
import { Heading } from '@/ui/heading';
import { Empty, Failure, LoadingRows, TraceId } from '@/ui/states';
import { CodeSnippets } from './code-snippets';
import { Conversation, type Turn } from './conversation';
import { whyNot } from './why-not';

export default function PlaygroundPage() {
  const agent = useAgent();
  const { session } = useSearch({ from: '/agents/$agentId/playground' });
  const navigate = useNavigate({ from: '/agents/$agentId/playground' });
  // The session that the talk began with: its earlier messages are read once for each talk, what follows is said here.
  const [began, setBegan] = useState({ session, round: 0 });
  const present = useRef(session);
  const [turns, setTurns] = useState<Turn[]>([]);
  const [prompt, setPrompt] = useState('Hello!');
  const transcript = sessionQuery(agent.agentId, began.session ?? '');
  const earlier = useQuery({ ...transcript, queryKey: [...transcript.queryKey, `before ${began.round}`], enabled: began.session !== undefined, staleTime: 'static', gcTime: 0 });
  const last = turns.at(-1);

  // The address names another session than the talk is in, or none: somebody followed a link.
  useEffect(() => {
    if (session === present.current) return;
    present.current = session;
    setBegan(({ round }) => ({ session, round: round + 1 }));
    setTurns([]);
  }, [session]);
  const take = (id: string) => {
    present.current = id;
    if (id !== session) void navigate({ search: { session: id }, replace: true });
  };
  const kept = useRef<{ body: string; key: string }>(undefined);
  const inBackground = async (text: string) => {
    const body = { input: { prompt: text }, ...(session && { sessionId: session }) };
    const { invocationId } = await call('POST /v1/invoke/{agentId}', { path: { agentId: agent.agentId }, body, headers: { Prefer: 'respond-async', ...keyFor(kept, body) } });
    await navigate({ to: '/agents/$agentId/invocations/$invocationId', params: { agentId: agent.agentId, invocationId } });
  };
  if (!agent.activeDeploymentId) {
    return (
      <>
        <Heading title="Playground" description="Talk to the deployment that is active." />
        <Card>
          <Empty icon={<Rocket />} title="Nothing is deployed yet" action={<Button asChild variant="solid"><Link to="/agents/new" search={{ agent: agent.agentId }}>Deploy some code</Link></Button>}>
            You can talk to the agent as soon as a version of it is active.
          </Empty>
        </Card>
      </>
    );
  }
  return (
    <>
      <Heading title="Playground" description="Talk to the deployment that is active. These calls count like any other." actions={<Button onClick={() => void navigate({ search: {}, replace: true })} disabled={!session}><Plus aria-hidden="true" />New session</Button>} />
      <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Card className="flex h-[clamp(18rem,calc(100dvh-27rem),60rem)] sm:h-[clamp(20rem,calc(100dvh-21rem),60rem)] lg:h-[clamp(22rem,calc(100dvh-17.5rem),60rem)] flex-col">
          {began.session && earlier.isPending ? <LoadingRows rows={4} label="Loading the session" /> : (
            <>
              {earlier.isError && <Failure error={earlier.error} title="The session’s earlier messages could not be read" className="m-4 mb-0" />}
              <Conversation
                key={began.round}
                agentId={agent.agentId}
                sessionId={session}
                earlier={earlier.data?.messages ?? []}
                onSession={take}
                onPrompt={setPrompt}
                onAnswered={(turn) => setTurns((all) => [...all, turn])}
                inBackground={inBackground}
                disabled={whyNot(agent)}
                className="flex-1"
              />
            </>
          )}
        </Card>
        <div className="min-w-0 space-y-6">
          <Card>
            <CardHeader title="This session" description={began.session && 'Counted since you opened it here.'} />
            <CardBody>
              <Sums turns={turns} session={session} agentId={agent.agentId} />
              {last?.meta && <div className="mt-3 border-t pt-3"><TraceId value={last.meta.traceId} label="Last trace" /></div>}
            </CardBody>
          </Card>
          <Card>
            <CardHeader title="Call it from code" description={<>Make a key under <Link to="/agents/$agentId/api-keys" params={{ agentId: agent.agentId }} className="text-accent-ink underline underline-offset-4">API keys</Link>.</>} />
            <CardBody><CodeSnippets url={endpointOf(agent)} prompt={prompt} sessionId={session} /></CardBody>
          </Card>
        </div>
      </div>
    </>
  );
}

function Sums({ turns, session, agentId }: { turns: Turn[]; session: string | undefined; agentId: string }) {
  const day = useQuery(dayQuery(agentId));
  const requests = day.data?.totals.requests ?? 0;
  const sum = (value: (turn: Turn) => number | null | undefined) => turns.reduce((total, turn) => total + (value(turn) ?? 0), 0);
  const facts: Fact[] = [
    ['Session', session ? <span className="inline-flex items-center"><Link to="/agents/$agentId/sessions/$sessionId" params={{ agentId, sessionId: session }} className="font-mono text-xs underline-offset-4 hover:underline">{session.length > 18 ? `${session.slice(0, 18)}…` : session}</Link><CopyButton text={session} label="Copy session id" /></span> : 'Begins with the first message'],
    ['Answers', count(turns.length)],
    ['Tokens', count(sum((turn) => turn.usage?.tokens))],
    ['Compute', duration(sum((turn) => turn.usage?.computeMs))],
    ['Cost, estimated', requests > 0 && day.data ? `${usd((day.data.totals.costUsd / requests) * Math.max(turns.length, 1))}${turns.length > 0 ? '' : ' a call'}` : 'Known after the first calls'],
  ];
  return (
    <>
      <Facts facts={facts} />
      {requests > 0 && <p className="mt-2 text-xs text-soft">No call’s own cost is known at once: each is counted as this agent’s average call of the last day.</p>}
    </>
  );
}
