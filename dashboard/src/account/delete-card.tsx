import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '@/api/client';
import { meQuery } from '@/api/queries';
import type { AccountDeletion } from '@/api/schema';
import { forget } from '@/identity/session';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Failure } from '@/ui/states';
import { Spinner } from '@/ui/spinner';
import { steps } from './account-data';

/** The end of an account, watched to its end. */
export function DeleteCard() {
  const me = useQuery(meQuery);
  const [asking, setAsking] = useState(false);
  const [started, setStarted] = useState<AccountDeletion>();
  const typed = me.data?.email ?? me.data?.userId;
  const begin = async () => setStarted(await call('DELETE /v1/me', { body: { confirmation: typed }, timeoutMs: 60_000 }));
  // One that was begun elsewhere, or before this page was loaded, is watched all the same.
  const underWay = me.data?.deletionId;
  if (started) return <Progress started={started} />;
  if (underWay) return <Progress started={{ deletionId: underWay, step: 'requested', done: false }} />;
  return (
    <Card className="border-bad/40">
      <CardHeader title="Delete my account" description="Cancels the subscription and removes every agent, deployment, secret, session, key and record. This can’t be undone." actions={<Button variant="dangerOutline" disabled={!typed} onClick={() => setAsking(true)}>Delete my account …</Button>} />
      {typed && <Confirm open={asking} onOpenChange={setAsking} title="Delete your account?" act="Delete everything" typed={typed} onConfirm={begin}>Your agents stop answering at once, and everything you own is removed. Export your data first if you want to keep it.</Confirm>}
    </Card>
  );
}

function Progress({ started }: { started: Pick<AccountDeletion, 'deletionId' | 'step' | 'done'> }) {
  const status = useQuery({
    queryKey: ['deletion', started.deletionId],
    queryFn: async ({ signal }): Promise<typeof started> => await call('GET /v1/deletions/{deletionId}', { path: { deletionId: started.deletionId }, signal }),
    initialData: started,
    refetchInterval: (query) => (query.state.data?.done ? false : 1500),
  });
  const { step, done } = status.data;
  return (
    <Card>
      <CardHeader title={done ? 'Your account is deleted' : 'Your account is being deleted'} description={done ? 'Everything that was yours is gone. Thank you for having been here.' : 'It goes on when you close this page.'} />
      <CardBody>
        <p role="status" className="flex items-center gap-2 text-[0.8125rem]">{!done && <Spinner />}{steps[step]}</p>
        {status.isError && !done && <Failure error={status.error} className="mt-3" />}
        {done && <Button variant="solid" className="mt-4" onClick={() => void forget()}>Leave</Button>}
      </CardBody>
    </Card>
  );
}
