import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MessagesSquare, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { call } from '@/api/client';
import { sessionsQuery } from '@/api/queries';
import { useAgent } from '@/agents/agent-layout';
import { count } from '@/format/numbers';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Heading } from '@/ui/heading';
import { More } from '@/ui/more';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { Ago } from '@/ui/time';
import { toast } from '@/ui/toast';
import { WindowList } from '@/ui/window-list';

export default function SessionsPage() {
  const agent = useAgent();
  const list = useInfiniteQuery(sessionsQuery(agent.agentId));
  const [ending, setEnding] = useState<string>();
  const client = useQueryClient();
  const sessions = list.data?.pages.flatMap((page) => page.items) ?? [];
  const end = async () => {
    await call('DELETE /v1/agents/{agentId}/sessions/{sessionId}', { path: { agentId: agent.agentId, sessionId: ending! } });
    await client.invalidateQueries({ queryKey: ['agents', agent.agentId, 'sessions'] });
    toast('The session was ended.');
  };
  return (
    <>
      <Heading title="Sessions" description="Each keeps its transcript and state until it ends or expires, over deployments and roll-backs. The last used come first." />
      <Card>
        {list.isPending ? <LoadingRows /> : list.isError && !list.data ? <Failure error={list.error} retry={() => void list.refetch()} className="m-5" /> : sessions.length === 0 ? (
          <Empty icon={<MessagesSquare />} title="No sessions yet" action={<Button asChild><Link to="/agents/$agentId/playground" params={{ agentId: agent.agentId }}>Open the playground</Link></Button>}>Every call without a session begins one.</Empty>
        ) : (
          <WindowList label="Sessions" items={sessions} keyOf={(session) => session.sessionId} height={61}>
            {(session) => (
              <div className="flex items-center gap-4 px-5 py-3 transition-colors hover:bg-sunken/60">
                <Link to="/agents/$agentId/sessions/$sessionId" params={{ agentId: agent.agentId, sessionId: session.sessionId }} className="min-w-0 flex-1">
                  <span className="block truncate font-mono text-[0.8125rem]">{session.sessionId}</span>
                  <span className="block truncate text-xs text-soft">{count(session.invocations)} {session.invocations === 1 ? 'call' : 'calls'}{session.expiresAt && <> · expires <Ago time={session.expiresAt} /></>}</span>
                </Link>
                <span className="shrink-0 text-[0.8125rem] text-soft max-sm:hidden">Used <Ago time={session.lastUsedAt} /></span>
                <Button variant="ghost" size="iconSm" aria-label={`End session ${session.sessionId}`} onClick={() => setEnding(session.sessionId)}><Trash2 aria-hidden="true" /></Button>
              </div>
            )}
          </WindowList>
        )}
        <More list={list} label="Show more" />
      </Card>
      <Confirm open={ending !== undefined} onOpenChange={(open) => !open && setEnding(undefined)} title="End this session?" act="End the session" onConfirm={end}>Its transcript and everything that the agent remembers in it are removed. This can’t be undone.</Confirm>
    </>
  );
}
