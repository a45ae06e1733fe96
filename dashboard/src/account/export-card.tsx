import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { call, sendTo } from '@/api/client';
import { ApiError } from '@/api/errors';
import { bytes, percent } from '@/format/numbers';
import { atTime } from '@/format/times';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { saveFile } from '@/ui/download';
import { Meter } from '@/ui/meter';
import { Failure } from '@/ui/states';

const key = ['me', 'export'];

/** Everything that is one's own, as one archive. It is written at the server, also when this page is closed. */
export function ExportCard() {
  const client = useQueryClient();
  const present = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      try {
        return await call('GET /v1/me/export', { signal });
      } catch (error) {
        if (ApiError.of(error).code === 'NOT_FOUND') return null;
        throw error;
      }
    },
    refetchInterval: (query) => (query.state.data?.status === 'running' ? 1500 : false),
  });
  const start = useMutation({
    mutationFn: () => call('POST /v1/me/export'),
    onSuccess: (started) => client.setQueryData(key, started),
  });
  const save = useMutation({
    mutationFn: async (archive: string) => saveFile(await (await sendTo('GET', archive, { timeoutMs: 600_000, headers: { Accept: '*/*' } })).blob(), 'webhost-export.zip'),
  });
  const it = present.data;
  const running = it?.status === 'running';
  return (
    <Card>
      <CardHeader title="Export my data" description="Agents, deployments, sessions, logs, metrics, usage and the audit log, as one archive. No secret’s value is in it." actions={<Button pending={start.isPending || running} onClick={() => start.mutate()}>{it && !running ? 'Export again' : 'Export'}</Button>} />
      {/* Without anything to tell it is empty, and takes no room. */}
      <CardBody className="empty:hidden">
        {present.isError ? <Failure error={present.error} retry={() => void present.refetch()} /> : it && (
          <div role="status" className="text-[0.8125rem]">
            {running && (
              <>
                <p className="mb-2 flex justify-between gap-4"><span>Writing{it.part ? `: ${it.part}` : ''} …</span><span className="text-soft tabular-nums">{percent(it.percentComplete / 100)}</span></p>
                <Meter label="Export" used={it.percentComplete} allowed={100} calm />
                <p className="mt-2 text-xs text-soft">You may leave this page; the archive is written all the same.</p>
              </>
            )}
            {it.status === 'ready' && it.archiveUrl && (
              <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
                <Button size="sm" variant="solid" pending={save.isPending} onClick={() => save.mutate(it.archiveUrl!)}>{!save.isPending && <Download aria-hidden="true" />}Download{it.sizeBytes ? ` (${bytes(it.sizeBytes)})` : ''}</Button>
                <span className="text-soft">Written {it.finishedAt && atTime(it.finishedAt)}{it.expiresAt && `, kept until ${atTime(it.expiresAt)}`}</span>
              </p>
            )}
            {it.status === 'failed' && <p className="text-bad-ink">{it.error ?? 'It could not be written.'} Ask for it again.</p>}
            {it.status === 'expired' && <p className="text-soft">The last archive’s time is over. Ask for a new one.</p>}
          </div>
        )}
        {start.isError && <Failure error={start.error} className="mt-3" />}
        {save.isError && <Failure error={save.error} className="mt-3" />}
      </CardBody>
    </Card>
  );
}
