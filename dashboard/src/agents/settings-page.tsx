import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { call, keyFor } from '@/api/client';
import { ApiError } from '@/api/errors';
import { agentQuery, agentsQuery } from '@/api/queries';
import type { Agent } from '@/api/schema';
import { nameProblem, suggestName } from '@/deploy/names';
import { runtimeName } from '@/format/names';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Dialog, useHold } from '@/ui/dialog';
import { Field, Input, Select, Textarea } from '@/ui/field';
import { Failure } from '@/ui/states';
import { toast, toastFailure } from '@/ui/toast';
import { Unsaved } from '@/ui/unsaved';
import { useAgent } from './agent-layout';
import { changeAgent } from './change';

export default function SettingsPage() {
  return (
    <div className="max-w-3xl space-y-6">
      <General />
      <Runtime />
      <Acts />
    </div>
  );
}

/** Shows an agent as it is after a change. */
function useShow() {
  const client = useQueryClient();
  return async (agent: Agent) => {
    client.setQueryData(agentQuery(agent.agentId).queryKey, agent);
    await client.invalidateQueries({ queryKey: agentsQuery.queryKey, exact: true });
  };
}

interface Texts {
  name: string;
  description: string;
}

const textsOf = ({ name, description }: Agent): Texts => ({ name, description: description ?? '' });

function General() {
  const agent = useAgent();
  const agents = useQuery(agentsQuery);
  // What somebody has typed, and the agent as it was when they began.
  const [edit, setEdit] = useState<Texts & { before: Agent }>();
  const { name, description, before } = edit ?? { ...textsOf(agent), before: agent };
  const type = (part: Partial<Texts>) => setEdit({ before, name, description, ...part });
  const changed = (['name', 'description'] as const).filter((key) => textsOf(before)[key] !== { name, description }[key]);
  const show = useShow();
  const change = useMutation({
    mutationFn: (typed: Texts & { before: Agent }) =>
      changeAgent({
        before: typed.before,
        body: Object.fromEntries(changed.map((key) => [key, typed[key]])),
        part: (it) => JSON.stringify(changed.map((key) => textsOf(it)[key])),
        called: changed.length > 1 ? 'name or the description was' : `${changed[0]} was`,
      }),
    onSuccess: async (saved, typed) => {
      await show(saved);
      setEdit((now) => (now === typed ? undefined : now && { ...now, before: saved }));
      toast('Saved.');
    },
  });
  const taken = (agents.data ?? []).filter((other) => other.agentId !== agent.agentId).map((other) => other.name);
  const problem = nameProblem(name, taken);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (edit && !problem && changed.length > 0) change.mutate(edit);
  };
  return (
    <Card>
      <CardHeader title="General" />
      <CardBody>
        <Unsaved when={changed.length > 0} />
        <form onSubmit={submit} className="space-y-4">
          <Field label="Name" error={problem}><Input value={name} onChange={(event) => type({ name: event.target.value })} maxLength={80} spellCheck={false} /></Field>
          <Field label="Description"><Textarea rows={2} maxLength={1000} value={description} onChange={(event) => type({ description: event.target.value })} /></Field>
          {change.isError && <Failure error={change.error} />}
          <Button type="submit" variant="solid" pending={change.isPending} disabled={Boolean(problem) || changed.length === 0}>Save</Button>
        </form>
      </CardBody>
    </Card>
  );
}

const runtimes = ['cloudflare', 'agentcore'];

function Runtime() {
  const agent = useAgent();
  const [runtime, setRuntime] = useState(agent.runtimeProvider);
  const show = useShow();
  const change = useMutation({
    mutationFn: () => call('PATCH /v1/agents/{agentId}', { path: { agentId: agent.agentId }, body: { runtimeProvider: runtime } }),
    onSuccess: async (agent) => {
      await show(agent);
      toast(`The next deployment goes to ${runtimeName(runtime)}.`);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Card>
      <CardHeader title="Runtime" description="Where the next deployment runs. What serves now stays where it is until then; its build must fit the new runtime." />
      <CardBody>
        <form onSubmit={submit}>
          <div className="flex flex-wrap items-end gap-3">
            <Field label="Runtime" className="w-56"><Select value={runtime} onChange={(event) => setRuntime(event.target.value)}>{[...new Set([...runtimes, agent.runtimeProvider])].map((name) => <option key={name} value={name}>{runtimeName(name)}</option>)}</Select></Field>
            <Button type="submit" pending={change.isPending} disabled={runtime === agent.runtimeProvider}>Change the runtime</Button>
          </div>
          {change.isError && <Failure error={change.error} className="mt-4" />}
        </form>
      </CardBody>
    </Card>
  );
}

function Acts() {
  const agent = useAgent();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'disable' | 'delete' | 'clone'>();
  const show = useShow();
  const disabled = agent.status === 'disabled';
  const close = (open: boolean) => !open && setAsking(undefined);
  const enable = async () => {
    await show(await call('POST /v1/agents/{agentId}/enable', { path: { agentId: agent.agentId } }));
    toast('The agent answers again.');
  };
  const enabling = useMutation({ mutationFn: enable });
  const disable = async () => {
    await show(await call('POST /v1/agents/{agentId}/disable', { path: { agentId: agent.agentId } }));
    toast('The agent is disabled.', { way: { label: 'Undo', act: () => void enable().catch((error: unknown) => toastFailure(error)) } });
  };
  const remove = async () => {
    try {
      await call('DELETE /v1/agents/{agentId}', { path: { agentId: agent.agentId }, timeoutMs: 60_000 });
    } catch (error) {
      // It was deleted before, by a call whose answer was lost or in another tab.
      if (ApiError.of(error).code !== 'NOT_FOUND') throw error;
    }
    client.setQueryData(agentsQuery.queryKey, (agents) => agents?.filter((other) => other.agentId !== agent.agentId));
    toast(`${agent.name} was deleted.`);
    await navigate({ to: '/agents', ignoreBlocker: true });
    client.removeQueries({ queryKey: ['agents', agent.agentId] });
    await client.invalidateQueries({ queryKey: agentsQuery.queryKey, exact: true });
  };
  return (
    <Card>
      <CardHeader title="More" />
      <div className="divide-y border-t">
        <Act title="Clone" text="A copy with the same configuration, secrets and active code. Sessions and history stay here."><Button onClick={() => setAsking('clone')}>Clone …</Button></Act>
        {disabled
          ? <Act title="Enable" text="Calls are refused at present. Everything else is kept."><Button variant="solid" pending={enabling.isPending} onClick={() => enabling.mutate()}>Enable</Button></Act>
          : <Act title="Disable" text="Refuses every call until you enable it again. Nothing is removed."><Button onClick={() => setAsking('disable')}>Disable …</Button></Act>}
        {enabling.isError && <Failure error={enabling.error} className="m-5" />}
        <Act title="Delete" text="Removes the agent with its deployments, secrets, sessions, logs and metrics, also at the runtime."><Button variant="dangerOutline" onClick={() => setAsking('delete')}>Delete …</Button></Act>
      </div>
      <Confirm open={asking === 'disable'} onOpenChange={close} title={`Disable ${agent.name}?`} act="Disable" onConfirm={disable}>Its calls are refused from now on. You can enable it again at any time.</Confirm>
      <Confirm open={asking === 'delete'} onOpenChange={close} title={`Delete ${agent.name}?`} act="Delete the agent" typed={agent.name} onConfirm={remove}>Everything that belongs to it goes with it. This can’t be undone.</Confirm>
      <Dialog open={asking === 'clone'} onOpenChange={close} title={`Clone ${agent.name}`}>{asking === 'clone' && <CloneForm close={() => setAsking(undefined)} />}</Dialog>
    </Card>
  );
}

function CloneForm({ close }: { close: () => void }) {
  const agent = useAgent();
  const agents = useQuery(agentsQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const taken = (agents.data ?? []).map((other) => other.name);
  const [name, setName] = useState(() => suggestName(`${agent.name}-copy`, taken));
  const problem = nameProblem(name, taken);
  const asked = useRef<{ body: string; key: string }>(undefined);
  const clone = useMutation({
    mutationFn: () => call('POST /v1/agents/{agentId}/clone', { path: { agentId: agent.agentId }, body: { name }, headers: keyFor(asked, { name }), timeoutMs: 60_000 }),
    onSuccess: async (copy) => {
      close();
      await client.invalidateQueries({ queryKey: agentsQuery.queryKey, exact: true });
      await navigate({ to: '/agents/$agentId', params: { agentId: copy.agentId } });
      toast(`${copy.name} was made from ${agent.name}.`);
    },
  });
  useHold(clone.isPending);
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (!problem) clone.mutate(); }} className="space-y-4">
      <Field label="Name of the copy" error={problem}><Input value={name} onChange={(event) => setName(event.target.value)} spellCheck={false} autoFocus /></Field>
      {clone.isError && <Failure error={clone.error} />}
      <div className="flex justify-end gap-2"><Button onClick={close} disabled={clone.isPending}>Cancel</Button><Button type="submit" variant="solid" pending={clone.isPending} disabled={Boolean(problem)}>Clone</Button></div>
    </form>
  );
}

function Act({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-5 py-4">
      <div className="min-w-0 flex-1 basis-64"><h3 className="font-medium">{title}</h3><p className="mt-0.5 text-[0.8125rem] text-soft">{text}</p></div>
      {children}
    </div>
  );
}
