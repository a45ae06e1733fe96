import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { Button } from './button';
import { saveFile } from './download';
import { toastFailure } from './toast';

/** Saves what a page shows, all of it, as a table for other programs. */
export function CsvButton({ read, name }: { read: (as: { headers: { Accept: string }; timeoutMs: number }) => Promise<Response>; name: string }) {
  const save = useMutation({ mutationFn: async () => saveFile(await (await read({ headers: { Accept: 'text/csv' }, timeoutMs: 120_000 })).blob(), name), onError: (error) => toastFailure(error) });
  return <Button pending={save.isPending} onClick={() => save.mutate()}>{!save.isPending && <Download aria-hidden="true" />}CSV</Button>;
}
