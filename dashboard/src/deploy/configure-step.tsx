import { Link } from '@tanstack/react-router';
import { FileCode2, LockKeyhole } from 'lucide-react';
import { useMemo, useState, type FormEvent } from 'react';
import { ApiError } from '@/api/errors';
import type { Agent } from '@/api/schema';
import { bytes, count } from '@/format/numbers';
import { frameworkName, runtimeName } from '@/format/names';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Field, Input, SecretInput, Select } from '@/ui/field';
import { Failure } from '@/ui/states';
import { filesFor, manifestOf, runtimesOf } from './archive';
import type { Source } from './code-step';
import { nameProblem, suggestName } from './names';

export interface Choice {
  name: string;
  runtime: string;
  secrets: Record<string, string>;
}

interface Props {
  source: Source;
  agent: Agent | undefined;
  /** What it was called when it was made, before something went wrong. */
  named: string | undefined;
  /** Keys that have a value already. */
  known: string[];
  taken: string[];
  pending: string | undefined;
  error: unknown;
  onBack: () => void;
  onDeploy: (choice: Choice) => void;
}

/** What the agent is called, and the values that its manifest asks for. */
export function ConfigureStep({ source, agent, named, known, taken, pending, error, onBack, onDeploy }: Props) {
  const runtimes = useMemo(() => runtimesOf(source.files), [source]);
  const [runtime, setRuntime] = useState(() => (agent && runtimes.includes(agent.runtimeProvider) ? agent.runtimeProvider : (runtimes[0] ?? 'cloudflare')));
  const files = useMemo(() => filesFor(source.files, runtime), [source, runtime]);
  const manifest = useMemo(() => (files.has('agent.config.json') ? manifestOf(files) : source.manifest), [files, source]);
  const [name, setName] = useState(() => agent?.name ?? named ?? suggestName(manifest.name ?? source.label, taken));
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const wrongName = agent ? undefined : nameProblem(name, taken);
  const missing = manifest.requiredKeys.filter((key) => !known.includes(key) && !secrets[key]);
  const size = [...files.values()].reduce((sum, file) => sum + file.byteLength, 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setTried(true);
    if (!wrongName && missing.length === 0) onDeploy({ name, runtime, secrets: Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== '')) });
  };
  const keys = [...manifest.requiredKeys.map((key) => ({ key, required: true })), ...manifest.optionalKeys.map((key) => ({ key, required: false }))];
  return (
    <form onSubmit={submit} className="space-y-6" noValidate>
      <Card className="flex flex-wrap items-center gap-4 px-5 py-4">
        <FileCode2 aria-hidden="true" className="size-5 shrink-0 text-accent-ink" />
        <div className="min-w-0 flex-1 basis-52">
          <p className="truncate font-medium">{source.label}</p>
          <p className="text-[0.8125rem] text-soft">
            {count(files.size)} {files.size === 1 ? 'file' : 'files'}, {bytes(size)} · {runtimeName(runtime)} · {frameworkName(manifest.framework ?? 'custom')} · starts in {manifest.entrypoint ?? 'an unnamed file'}
          </p>
        </div>
        <Button size="sm" onClick={onBack} disabled={Boolean(pending)}>Choose other code</Button>
      </Card>
      <Card>
        <CardHeader title={agent ? `A new version of ${agent.name}` : 'Your agent'} />
        <CardBody>
          {!agent && (
            <Field label="Name" error={tried || name.length > 64 ? wrongName : undefined} hint="You can change it later." className="max-w-md">
              <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={80} spellCheck={false} autoFocus />
            </Field>
          )}
          {runtimes.length > 1 && (
            <Field label="Runtime" className={agent ? 'mb-4 max-w-md' : 'mt-4 max-w-md'} hint="The folder has a manifest for each.">
              <Select value={runtime} onChange={(event) => setRuntime(event.target.value)}>{runtimes.map((item) => <option key={item} value={item}>{runtimeName(item)}</option>)}</Select>
            </Field>
          )}
          {agent && agent.runtimeProvider !== runtime && <p className="mb-4 text-[0.8125rem] text-soft">This moves {agent.name} from {runtimeName(agent.runtimeProvider)} to {runtimeName(runtime)}. What serves goes on serving until the new version is active.</p>}
          {keys.length > 0 && (
            <fieldset className={agent ? '' : 'mt-6'}>
              <legend className="flex items-center gap-2 text-[0.8125rem] font-medium"><LockKeyhole aria-hidden="true" className="size-4 text-soft" />Secrets that the agent asks for</legend>
              <p className="mt-1 mb-4 max-w-prose text-xs text-soft">They go straight into the vault. Nobody can read them again, you can only replace them.</p>
              <div className="-mb-4 grid gap-x-4 sm:grid-cols-2">
                {keys.map(({ key, required }) => (
                  <Field
                    key={key}
                    className="mb-4 row-span-3 grid grid-rows-subgrid"
                    label={<><code className="font-mono wrap-anywhere">{key}</code> {!required && <span className="font-normal text-soft">optional</span>}</>}
                    hint={known.includes(key) ? 'Has a value. Leave it empty to keep it.' : undefined}
                    error={tried && required && missing.includes(key) ? 'The manifest says that this is required.' : undefined}
                  >
                    <SecretInput value={secrets[key] ?? ''} onChange={(event) => setSecrets((all) => ({ ...all, [key]: event.target.value }))} />
                  </Field>
                ))}
              </div>
            </fieldset>
          )}
          {agent && keys.length === 0 && <p className="text-[0.8125rem] text-soft">The version that serves now goes on until the new one is well. Sessions keep their state.</p>}
        </CardBody>
      </Card>
      {error !== undefined && <Failure error={error} title="It could not be deployed" action={ApiError.of(error).code === 'LIMIT_EXCEEDED' && <Button asChild size="sm"><Link to="/billing">See the plans</Link></Button>} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="solid" size="lg" pending={Boolean(pending)}>{pending ?? 'Deploy'}</Button>
        <p className="text-[0.8125rem] text-soft">{pending ? '' : 'This takes about ten seconds.'}</p>
      </div>
    </form>
  );
}
