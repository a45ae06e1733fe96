import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { KeyRound, Plus, RefreshCw, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { call } from '@/api/client';
import { agentQuery, secretsQuery } from '@/api/queries';
import { useAgent } from '@/agents/agent-layout';
import { changeAgent } from '@/agents/change';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Dialog, useHold } from '@/ui/dialog';
import { Field, Input, SecretInput, Textarea } from '@/ui/field';
import { Empty, Failure, LoadingRows } from '@/ui/states';
import { Ago } from '@/ui/time';
import { toast } from '@/ui/toast';
import { Unsaved } from '@/ui/unsaved';
import { keyProblem } from './keys';
import { linesOf, parseVariables } from './variables';

export default function EnvironmentPage() {
  return (
    <div className="space-y-6">
      <Secrets />
      <Variables />
    </div>
  );
}

function Secrets() {
  const agent = useAgent();
  const list = useQuery(secretsQuery(agent.agentId));
  const client = useQueryClient();
  const [setting, setSetting] = useState<{ key: string; rotate: boolean }>();
  const [deleting, setDeleting] = useState<string>();
  const set = new Map(list.data?.items.map((secret) => [secret.key, secret]));
  const keys = [...new Set([...agent.envVarKeys.filter((key) => !(key in agent.env)), ...set.keys()])].sort();
  const undeclared = list.data?.items.filter((secret) => secret.declared === false) ?? [];
  const waiting = list.data?.items.filter((secret) => !secret.applied && secret.declared !== false) ?? [];
  const refresh = () => client.invalidateQueries({ queryKey: ['agents', agent.agentId] });
  const remove = async () => {
    await call('DELETE /v1/agents/{agentId}/secrets/{key}', { path: { agentId: agent.agentId, key: deleting! } });
    await refresh();
    toast(`${deleting} was deleted.`);
  };
  return (
    <Card>
      <CardHeader title="Secrets" description="Values go into the vault and to the agent. Nobody can read them back, not even you: they can only be replaced or deleted." actions={<Button size="sm" onClick={() => setSetting({ key: '', rotate: false })}><Plus aria-hidden="true" />Add a secret</Button>} />
      {waiting.length > 0 && agent.activeDeploymentId && (
        <div role="status" className="mx-5 mb-4 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-warn/40 bg-warn-soft px-4 py-3 text-[0.8125rem] text-warn-ink">
          <span>{waiting.map((secret) => secret.key).join(', ')} {waiting.length === 1 ? 'waits' : 'wait'} for the next deployment: the running one has the older value.</span>
          <Button asChild size="sm"><Link to="/agents/new" search={{ agent: agent.agentId }}>Deploy</Link></Button>
        </div>
      )}
      {undeclared.length > 0 && (
        <div role="status" className="mx-5 mb-4 rounded-lg border border-warn/40 bg-warn-soft px-4 py-3 text-[0.8125rem] text-warn-ink">
          {undeclared.map((secret) => secret.key).join(', ')} {undeclared.length === 1 ? 'is' : 'are'} not declared in the running deployment’s manifest, so the agent is not given {undeclared.length === 1 ? 'it' : 'them'}. Add {undeclared.length === 1 ? 'it' : 'them'} to <code className="font-mono">env.requiredKeys</code> or <code className="font-mono">env.optionalKeys</code> of agent.config.json and deploy.
        </div>
      )}
      {list.isPending ? <LoadingRows rows={3} /> : list.isError && !list.data ? <CardBody><Failure error={list.error} retry={() => void list.refetch()} /></CardBody> : keys.length === 0 ? (
        <Empty icon={<KeyRound />} title="No secrets">API keys of models, passwords and the like belong here, not into the code.</Empty>
      ) : (
        <ul aria-label="Secrets" className="divide-y border-t">
          {keys.map((key) => {
            const secret = set.get(key);
            return (
              <li key={key} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
                <div className="min-w-0 flex-1 basis-48">
                  <code className="block truncate font-mono text-[0.8125rem] font-medium">{key}</code>
                  <span className="text-xs text-soft">{secret ? <>Set <Ago time={secret.updatedAt} /></> : 'Asked for by the manifest'}</span>
                </div>
                {!secret ? <Badge tone="warn">No value</Badge> : secret.applied ? <Badge tone="good">In use</Badge> : secret.declared === false ? <Badge tone="warn">Not declared</Badge> : <Badge tone="warn">Needs a deployment</Badge>}
                <div className="flex items-center gap-1">
                  <Button size="sm" onClick={() => setSetting({ key, rotate: Boolean(secret) })} aria-label={secret ? `Rotate ${key}` : `Set ${key}`}>{secret && <RefreshCw aria-hidden="true" />}{secret ? 'Rotate' : 'Set'}</Button>
                  {secret && <Button variant="ghost" size="iconSm" aria-label={`Delete ${key}`} onClick={() => setDeleting(key)}><Trash2 aria-hidden="true" /></Button>}
                </div>
              </li>
            );
          })}
        </ul>
      )}
      <Dialog open={setting !== undefined} onOpenChange={(open) => !open && setSetting(undefined)} title={setting?.rotate ? `Rotate ${setting.key}` : setting?.key ? `Set ${setting.key}` : 'Add a secret'} description={setting?.rotate ? 'The new value takes the old one’s place. Where the runtime allows, the agent gets it at once.' : undefined}>
        {setting && <SecretForm initial={setting.key} close={() => setSetting(undefined)} done={refresh} />}
      </Dialog>
      <Confirm open={deleting !== undefined} onOpenChange={(open) => !open && setDeleting(undefined)} title={`Delete ${deleting ?? ''}?`} act="Delete the secret" onConfirm={remove}>The agent loses the value. This can’t be undone: nobody can read it to set it again.</Confirm>
    </Card>
  );
}

function SecretForm({ initial, close, done }: { initial: string; close: () => void; done: () => Promise<void> }) {
  const agent = useAgent();
  const [key, setKey] = useState(initial);
  const [value, setValue] = useState('');
  const [tried, setTried] = useState(false);
  const problem = keyProblem(key);
  const save = useMutation({
    mutationFn: () => call('PUT /v1/agents/{agentId}/secrets/{key}', { path: { agentId: agent.agentId, key }, body: { value }, timeoutMs: 60_000 }),
    onSuccess: async (secret) => {
      await done();
      toast(secret.applied ? `${key} is in use.` : secret.declared === false ? `${key} is kept. It reaches the agent with a deployment whose manifest declares it.` : `${key} is kept. The next deployment brings it to the agent.`);
      close();
    },
  });
  useHold(save.isPending);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!problem && value && !save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4" noValidate>
      {!initial && <Field label="Name" error={tried ? problem : undefined} hint="As the agent reads it: OPENAI_API_KEY"><Input value={key} onChange={(event) => setKey(event.target.value)} spellCheck={false} className="font-mono" autoFocus /></Field>}
      <Field label="Value" error={tried && !value ? 'Give a value.' : undefined} hint="Shown nowhere after you save it."><SecretInput value={value} onChange={(event) => setValue(event.target.value)} autoFocus={Boolean(initial)} /></Field>
      {save.isError && <Failure error={save.error} />}
      <div className="flex justify-end gap-2"><Button onClick={close} disabled={save.isPending}>Cancel</Button><Button type="submit" variant="solid" pending={save.isPending}>Save</Button></div>
    </form>
  );
}

function Variables() {
  const agent = useAgent();
  const client = useQueryClient();
  const [text, setText] = useState<string>();
  const [before, setBefore] = useState(agent);
  const [problem, setProblem] = useState<string>();
  const entries = Object.entries(agent.env).sort(([a], [b]) => a.localeCompare(b));
  const save = useMutation({
    mutationFn: (env: Record<string, string>) => changeAgent({ before, body: { env }, part: (it) => linesOf(it.env), called: 'variables were' }),
    onSuccess: (changed) => {
      client.setQueryData(agentQuery(agent.agentId).queryKey, changed);
      setText(undefined);
      toast('Kept. The next deployment brings them to the agent.');
    },
  });
  const edit = () => {
    setBefore(agent);
    setText(linesOf(agent.env));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parseVariables(text ?? '');
    if (typeof parsed === 'string') return setProblem(parsed);
    setProblem(undefined);
    save.mutate(parsed);
  };
  return (
    <Card>
      <CardHeader title="Plain variables" description="Readable by everybody who may see the agent. Changes need a deployment." actions={text === undefined && <Button size="sm" onClick={edit}>Edit</Button>} />
      {text !== undefined ? (
        <CardBody>
          <Unsaved when={text !== linesOf(before.env)} />
          <form onSubmit={submit} className="space-y-4">
            <Field label="Variables" error={problem} hint='One a line: NAME=value, or NAME="value" with \n for a line break. What you take out is removed.'>
              <Textarea rows={Math.max(5, entries.length + 2)} value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} className="font-mono text-xs! leading-5" />
            </Field>
            {save.isError && <Failure error={save.error} />}
            <div className="flex justify-end gap-2"><Button onClick={() => { setText(undefined); setProblem(undefined); save.reset(); }}>Cancel</Button><Button type="submit" variant="solid" pending={save.isPending}>Save</Button></div>
          </form>
        </CardBody>
      ) : entries.length === 0 ? <Empty title="No plain variables" className="py-8!">Base URLs, model names and switches go here.</Empty> : (
        <dl className="divide-y border-t text-[0.8125rem]">
          {entries.map(([key, value]) => <div key={key} className="flex gap-6 px-5 py-2.5"><dt className="w-2/5 shrink-0 truncate font-mono">{key}</dt><dd className="min-w-0 truncate font-mono text-soft">{value}</dd></div>)}
        </dl>
      )}
    </Card>
  );
}
