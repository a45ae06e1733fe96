import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { call, keyFor } from '@/api/client';
import { apiKeysQuery } from '@/api/queries';
import { Button } from '@/ui/button';
import { useHold } from '@/ui/dialog';
import { Field, Select } from '@/ui/field';
import { Failure } from '@/ui/states';
import { NewSecret } from './new-secret';

const graces = [['0', 'At once'], ['3600', 'In an hour'], ['86400', 'In a day'], ['604800', 'In 7 days']] as const;

/** Gives a key a new secret and shows it. */
export function RotateForm({ keyId, close }: { keyId: string; close: () => void }) {
  const client = useQueryClient();
  const [grace, setGrace] = useState('3600');
  const asked = useRef<{ body: string; key: string }>(undefined);
  const rotate = useMutation({
    mutationFn: () => {
      const body = { graceSeconds: Number(grace) };
      return call('POST /v1/api-keys/{keyId}/rotate', { path: { keyId }, body, headers: keyFor(asked, body) });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
    gcTime: 0,
  });
  useHold(rotate.isPending || rotate.isSuccess);
  if (rotate.data) return <NewSecret text={rotate.data.key} close={close} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotate.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <Field label="The present secret ends" hint="One that an earlier rotation left working ends now."><Select value={grace} onChange={(event) => setGrace(event.target.value)}>{graces.map(([value, label]) => <option key={value} value={value}>{label}</option>)}</Select></Field>
      {rotate.isError && <Failure error={rotate.error} />}
      <div className="flex justify-end gap-2"><Button onClick={close} disabled={rotate.isPending}>Cancel</Button><Button type="submit" variant="solid" pending={rotate.isPending}>Rotate the key</Button></div>
    </form>
  );
}
