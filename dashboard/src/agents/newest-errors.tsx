import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { errorsQuery } from '@/api/queries';
import { Badge } from '@/ui/badge';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { Ago } from '@/ui/time';
import { useAgent } from './agent-layout';

interface Props {
  title: string;
  most?: number;
  /** Only those of one deployment, or since a time. */
  deploymentId?: string | undefined;
  since?: string | undefined;
}

/** The requests that failed last, at most so many, each with the way to its log. */
export function NewestErrors({ title, most, deploymentId, since }: Props) {
  const { agentId } = useAgent();
  const errors = useQuery(errorsQuery(agentId));
  const among = errors.data?.items.filter((item) => (!deploymentId || item.deploymentId === deploymentId) && (!since || Date.parse(item.timestamp) >= Date.parse(since))) ?? [];
  const narrowed = among.length < (errors.data?.items.length ?? 0);
  return (
    <Card>
      <CardHeader title={title} />
      {errors.isPending ? <LoadingRows rows={3} /> : errors.isError && !errors.data ? <CardBody><Failure error={errors.error} retry={() => void errors.refetch()} /></CardBody> : among.length === 0 ? <Empty title={narrowed ? 'None of the newest failed requests is in this choice' : 'No request has failed'} className="py-8!" /> : (
        <ul className="divide-y border-t">
          {among.slice(0, most).map((item) => (
            <li key={item.invocationId} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-2.5 text-[0.8125rem]">
              <Badge tone="bad">{item.errorClass}</Badge>
              <span className="min-w-0 flex-1 basis-48 truncate" title={item.message ?? undefined}>{item.message ?? 'No message'}</span>
              {item.traceId && <Link to="/agents/$agentId/logs" params={{ agentId }} search={{ trace: item.traceId }} className="text-xs text-accent-ink underline-offset-4 hover:underline">Logs<span className="sr-only"> of this trace</span></Link>}
              <Ago time={item.timestamp} className="shrink-0 text-xs text-soft" />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
