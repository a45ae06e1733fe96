import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { call } from '@/api/client';
import { leave } from '@/identity/session';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Mark } from '@/ui/mark';
import { Spinner } from '@/ui/spinner';
import { Failure } from '@/ui/states';
import { steps } from './account-data';

const client = new QueryClient();

/** The end of an account, watched to its end: by its id alone, for nobody is signed in any more. */
export default function DeletionPage({ deletionId }: { deletionId: string }) {
  return (
    <QueryClientProvider client={client}>
      <main className="mx-auto flex min-h-dvh w-full max-w-lg flex-col justify-center gap-6 px-4 py-12">
        <span className="flex items-center justify-center gap-2.5 text-[0.9375rem] font-semibold tracking-tight"><Mark />webhost</span>
        <Progress deletionId={deletionId} />
      </main>
    </QueryClientProvider>
  );
}

function Progress({ deletionId }: { deletionId: string }) {
  const status = useQuery({
    queryKey: ['deletion', deletionId],
    queryFn: ({ signal }) => call('GET /v1/deletions/{deletionId}', { path: { deletionId }, signal }),
    refetchInterval: (query) => (query.state.data?.done ? false : 1500),
  });
  const done = status.data?.done ?? false;
  return (
    <Card>
      <CardHeader level={1} title={done ? 'Your account is deleted' : 'Your account is being deleted'} description={done ? 'Everything that was yours is gone. Thank you for having been here.' : 'It goes on when you close this page.'} />
      <CardBody>
        <p role="status" className="flex items-center gap-2 text-[0.8125rem]">{!done && <Spinner />}{steps[status.data?.step ?? 'requested']}</p>
        {status.isError && !done && <Failure error={status.error} className="mt-3" />}
        <Button variant={done ? 'solid' : 'outline'} className="mt-4" onClick={leave}>Leave</Button>
      </CardBody>
    </Card>
  );
}
