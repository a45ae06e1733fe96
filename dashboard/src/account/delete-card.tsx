import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { call } from '@/api/client';
import { meQuery } from '@/api/queries';
import { leaveFor } from '@/identity/session';
import { Button } from '@/ui/button';
import { Card, CardHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';

/** The end of an account. Once it has begun nobody is signed in, and its progress takes the place of every page. */
export function DeleteCard() {
  const me = useQuery(meQuery);
  const [asking, setAsking] = useState(false);
  const typed = me.data?.email ?? me.data?.userId;
  const begin = async () => leaveFor((await call('DELETE /v1/me', { body: { confirmation: typed }, timeoutMs: 60_000 })).deletionId);
  // One that was begun elsewhere, or before this page was loaded, is watched all the same.
  const underWay = me.data?.deletionId;
  useEffect(() => {
    if (underWay) leaveFor(underWay);
  }, [underWay]);
  return (
    <Card className="border-bad/40">
      <CardHeader title="Delete my account" description="Cancels the subscription and removes every agent, deployment, secret, session, key and record. This can’t be undone." actions={<Button variant="dangerOutline" disabled={!typed} onClick={() => setAsking(true)}>Delete my account …</Button>} />
      {typed && <Confirm open={asking} onOpenChange={setAsking} title="Delete your account?" act="Delete everything" typed={typed} onConfirm={begin}>Your agents stop answering at once, and everything you own is removed. Export your data first if you want to keep it.</Confirm>}
    </Card>
  );
}
