import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { call, keyFor } from '@/api/client';
import { agentsQuery, apiKeysQuery } from '@/api/queries';
import { atTime, onDay } from '@/format/times';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Dialog, useHold } from '@/ui/dialog';
import { Checkbox, Field, Input, Select } from '@/ui/field';
import { More } from '@/ui/more';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { Ago } from '@/ui/time';
import { toast } from '@/ui/toast';
import { WindowList } from '@/ui/window-list';
import { NewSecret } from './new-secret';
import { RotateForm } from './rotate-form';

const scopes = [
  { name: 'invoke', text: 'Call agents' },
  { name: 'read', text: 'Read agents, logs, metrics and usage' },
  { name: 'deploy', text: 'Deploy, roll back, and change agents and secrets' },
];

const lifetimes = [['30', '30 days'], ['90', '90 days'], ['365', '1 year'], ['', 'Never']] as const;

interface Key {
  keyId: string;
  name: string;
  prefix: string;
  scopes: string[];
  agentId?: string | null;
  createdAt: string;
  expiresAt?: string | null;
  previousEndsAt?: string | null;
}

/** API keys: all of them, or those that are good for one agent. */
export function KeyList({ agentId }: { agentId?: string }) {
  const list = useInfiniteQuery(apiKeysQuery);
  const agents = useQuery({ ...agentsQuery, enabled: agentId === undefined });
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [rotating, setRotating] = useState<Key>();
  const [revoking, setRevoking] = useState<Key>();
  const names = new Map(agents.data?.map((agent) => [agent.agentId, agent.name]));
  const all = (list.data?.pages.flatMap((page) => page.items) ?? []) as Key[];
  const keys = agentId === undefined ? all : all.filter((key) => !key.agentId || key.agentId === agentId);
  // Those of one agent may be on any page.
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  const reading = agentId !== undefined && hasNextPage && !isError;
  useEffect(() => {
    if (reading && !isFetching) void fetchNextPage();
  }, [reading, isFetching, fetchNextPage]);
  const revoke = async () => {
    await call('DELETE /v1/api-keys/{keyId}', { path: { keyId: revoking!.keyId } });
    await client.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
    toast(`${revoking!.name} was revoked.`);
  };
  return (
    <Card>
      <CardHeader title="Keys" description={agentId ? 'Keys for this agent, and those that are good for all.' : 'For programs that call your agents or the platform.'} actions={<Button variant="solid" size="sm" onClick={() => setMaking(true)}><Plus aria-hidden="true" />Create a key</Button>} />
      {list.isPending || (reading && keys.length === 0) ? <LoadingRows rows={3} /> : list.isError && keys.length === 0 ? <Failure error={list.error} retry={() => void list.refetch()} className="mx-5 mb-5" /> : keys.length === 0 ? (
        <Empty icon={<KeyRound />} title="No API keys">A key calls your agents from code, with no more rights than you give it.</Empty>
      ) : (
        <div className="border-t">
          <WindowList label="API keys" items={keys} keyOf={(key) => key.keyId} height={65}>
            {(key) => (
              <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
                <div className="min-w-0 flex-1 basis-52">
                  <span className="block truncate font-medium">{key.name}</span>
                  <span className="block text-xs text-soft wrap-anywhere sm:truncate"><code className="font-mono">{key.prefix}…</code> · created <Ago time={key.createdAt} /> · {key.agentId ? `only ${names.get(key.agentId) ?? 'this agent'}` : 'all agents'}<Grace until={key.previousEndsAt} /></span>
                </div>
                <span className="flex flex-wrap gap-1">{key.scopes.map((scope) => <Badge key={scope}>{scope}</Badge>)}</span>
                <Expiry at={key.expiresAt} />
                <Button size="sm" aria-label={`Rotate ${key.name}`} onClick={() => setRotating(key)}>Rotate</Button>
                <Button variant="dangerOutline" size="sm" aria-label={`Revoke ${key.name}`} onClick={() => setRevoking(key)}>Revoke</Button>
              </div>
            )}
          </WindowList>
        </div>
      )}
      {!(list.isError && keys.length === 0) && <More list={list} label="Show more" />}
      <Dialog open={making} onOpenChange={setMaking} title="Create an API key">{making && <KeyForm agentId={agentId} close={() => setMaking(false)} />}</Dialog>
      <Dialog open={rotating !== undefined} onOpenChange={(open) => !open && setRotating(undefined)} title={`Rotate ${rotating?.name ?? ''}`} description="The key gets a new secret. Its id, what it may do and when it expires stay.">{rotating && <RotateForm keyId={rotating.keyId} close={() => setRotating(undefined)} />}</Dialog>
      <Confirm open={revoking !== undefined} onOpenChange={(open) => !open && setRevoking(undefined)} title={`Revoke ${revoking?.name ?? ''}?`} act="Revoke the key" onConfirm={revoke}>What uses it is refused within two seconds. This can’t be undone.</Confirm>
    </Card>
  );
}

/** That the secret before the newest rotation still works. */
function Grace({ until }: { until: string | null | undefined }) {
  return until && new Date(until).getTime() > Date.now() ? <> · the secret before works until {atTime(until)}</> : null;
}

function Expiry({ at }: { at: string | null | undefined }) {
  if (!at) return <span className="text-xs text-soft">Never expires</span>;
  return new Date(at).getTime() < Date.now() ? <Badge tone="bad">Expired</Badge> : <span className="text-xs text-soft">Expires {onDay(at)}</span>;
}

function KeyForm({ agentId, close }: { agentId: string | undefined; close: () => void }) {
  const agents = useQuery(agentsQuery);
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState(['invoke']);
  const [agent, setAgent] = useState(agentId ?? '');
  const [days, setDays] = useState('90');
  const [tried, setTried] = useState(false);
  // A lifetime begins when the form is opened, so that the same form asks for the same key.
  const [opened] = useState(Date.now);
  const asked = useRef<{ body: string; key: string }>(undefined);
  const create = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), scopes: chosen, ...(agent && { agentId: agent }), ...(days && { expiresAt: new Date(opened + Number(days) * 86_400_000).toISOString() }) };
      return call('POST /v1/api-keys', { body, headers: keyFor(asked, body) });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
    gcTime: 0,
  });
  useHold(create.isPending || create.isSuccess);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() && chosen.length > 0) create.mutate();
  };
  if (create.data) return <NewSecret text={create.data.key} close={close} />;
  return (
    <form onSubmit={submit} className="space-y-4" noValidate>
      <Field label="Name" error={tried && !name.trim() ? 'Give it a name, so that you know it again.' : undefined} hint="Where it is used: “website”, “nightly job”."><Input value={name} maxLength={64} onChange={(event) => setName(event.target.value)} autoFocus /></Field>
      <fieldset>
        <legend className="mb-2 text-[0.8125rem] font-medium">What it may do</legend>
        <div className="space-y-2">
          {scopes.map((scope) => (
            <Checkbox key={scope.name} checked={chosen.includes(scope.name)} onChange={(event) => setChosen(event.target.checked ? [...chosen, scope.name] : chosen.filter((item) => item !== scope.name))} label={<><span className="font-medium">{scope.name}</span> <span className="text-soft">{scope.text}</span></>} />
          ))}
        </div>
        {tried && chosen.length === 0 && <p role="alert" className="mt-1.5 text-xs text-bad-ink">Choose at least one.</p>}
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="For"><Select value={agent} onChange={(event) => setAgent(event.target.value)}><option value="">All agents</option>{agents.data?.map((item) => <option key={item.agentId} value={item.agentId}>{item.name}</option>)}</Select></Field>
        <Field label="Expires after"><Select value={days} onChange={(event) => setDays(event.target.value)}>{lifetimes.map(([value, label]) => <option key={value} value={value}>{label}</option>)}</Select></Field>
      </div>
      {create.isError && <Failure error={create.error} />}
      <div className="flex justify-end gap-2"><Button onClick={close} disabled={create.isPending}>Cancel</Button><Button type="submit" variant="solid" pending={create.isPending}>Create the key</Button></div>
    </form>
  );
}
