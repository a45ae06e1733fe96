import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { call, keyFor } from '@/api/client';
import { ApiError } from '@/api/errors';
import { agentQuery, agentsQuery, secretsQuery } from '@/api/queries';
import type { Agent } from '@/api/schema';
import { telling } from '@/api/sending';
import { percent } from '@/format/numbers';
import { cn } from '@/ui/cn';
import { Page } from '@/ui/page';
import { Failure, LoadingRows } from '@/ui/states';
import { toast, toastFailure } from '@/ui/toast';
import { filesFor, filesOfTemplate, manifestOf, pack } from './archive';
import { CodeStep, type Source } from './code-step';
import { ConfigureStep, type Choice } from './configure-step';
import { LiveStep } from './live-step';

const steps = ['Code', 'Name and secrets', 'Live'];

/** From a folder to a live answer. */
export default function DeployPage() {
  const search = useSearch({ from: '/agents/new' });
  const { agent: existingId, template, deployment } = search;
  const navigate = useNavigate({ from: '/agents/new' });
  const existing = useQuery({ ...agentQuery(existingId ?? ''), enabled: existingId !== undefined });
  const agents = useQuery(agentsQuery);
  const [source, setSource] = useState<Source>();
  const [doing, setDoing] = useState<string>();
  const [made, setMade] = useState<Agent>();
  const creation = useRef<{ body: string; key: string }>(undefined);
  const start = useRef<{ body: string; key: string }>(undefined);
  const uploaded = useRef<{ source: Source | undefined; runtime: string; agentId: string; uploadId: string }>(undefined);
  const hosted = existingId ?? made?.agentId;
  const known = useQuery({ ...secretsQuery(hosted ?? ''), enabled: hosted !== undefined });
  const client = useQueryClient();

  useEffect(() => {
    if (!template) return;
    void import('virtual:templates').then(({ default: all }) => {
      const found = all.find(({ name }) => name === template);
      if (!found) return;
      const files = filesOfTemplate(found.files);
      setSource((now) => (now?.template === template ? now : { label: found.name, template, files, manifest: manifestOf(files) }));
    });
  }, [template]);

  // Whoever leaves while the code is on its way is not called back, but told. They have left already while the page that they go to is loaded.
  const shown = useRef(true);
  useEffect(() => {
    shown.current = true;
    return () => {
      shown.current = false;
    };
  }, []);
  const router = useRouter();
  const isHere = () => shown.current && router.latestLocation.pathname === '/agents/new';

  // Not given to the mutation, which keeps what it is given for as long as it is kept itself: there are secrets in it.
  const choice = useRef<Choice>(undefined);
  const deploy = useMutation({
    mutationFn: async () => {
      const { name, runtime, secrets } = choice.current!;
      const files = filesFor(source!.files, runtime);
      const manifest = manifestOf(files);
      setDoing('Packing …');
      const archive = await pack(files);
      let agent = existing.data ?? made;
      if (!agent) {
        setDoing('Creating the agent …');
        const body = { name, framework: manifest.framework, runtimeProvider: runtime, envVarKeys: [...manifest.requiredKeys, ...manifest.optionalKeys] };
        agent = await call('POST /v1/agents', { body, headers: keyFor(creation, body) });
      } else if (agent.runtimeProvider !== runtime || (made && made.name !== name)) {
        agent = await call('PATCH /v1/agents/{agentId}', { path: { agentId: agent.agentId }, body: { runtimeProvider: runtime, ...(made && { name }) } });
      }
      if (!existing.data) setMade(agent);
      const { agentId } = agent;
      setDoing('Storing the secrets …');
      for (const [key, value] of Object.entries(secrets)) await call('PUT /v1/agents/{agentId}/secrets/{key}', { path: { agentId, key }, body: { value } });
      const kept = uploaded.current;
      if (!kept || kept.source !== source || kept.runtime !== runtime || kept.agentId !== agentId) {
        setDoing('Uploading …');
        const { uploadId } = await call('POST /v1/agents/{agentId}/artifacts', { path: { agentId }, body: archive, headers: { 'Content-Type': 'application/zip' }, timeoutMs: 300_000, through: telling((share) => setDoing(`Uploading, ${percent(share)} …`)) });
        uploaded.current = { source, runtime, agentId, uploadId };
      }
      setDoing('Starting …');
      const body = { artifact: { type: 'uploaded_bundle', uploadId: uploaded.current!.uploadId }, queue: true };
      const accepted = await call('POST /v1/agents/{agentId}/deployments', { path: { agentId }, body, headers: keyFor(start, body) });
      return { ...accepted, agent };
    },
    onSuccess: ({ deploymentId, agent: { agentId, name } }) => {
      start.current = undefined;
      uploaded.current = undefined;
      setMade(undefined);
      // Its own address: it can be reloaded and come back to, and back from it leads to no form that would deploy the same again.
      if (isHere()) return void navigate({ search: { agent: existingId, deployment: deploymentId }, replace: true });
      toast(`${name} is being deployed.`, { way: { label: 'Watch it', act: () => void router.navigate({ to: '/agents/$agentId/deployments/$deploymentId', params: { agentId, deploymentId } }) } });
    },
    // Where the answer was lost the deployment may be queued: it is asked for again with the same upload, and so not twice.
    onError: (error) => {
      if (!ApiError.of(error).retryable) uploaded.current = undefined;
      if (!isHere()) toastFailure(error, 'It could not be deployed: ');
    },
    onSettled: () => {
      choice.current = undefined;
      setDoing(undefined);
      void client.invalidateQueries({ queryKey: ['agents'] });
    },
  });

  // To another page here it goes on, and is told of.
  useBlocker({ shouldBlockFn: () => false, enableBeforeUnload: deploy.isPending });

  // Each step has an address, so that the browser's back and forward lead through them. Files that a reload has lost are asked for again.
  const configuring = source && (template ? source.template === template : search.step === 'name') ? source : undefined;
  const configure = (chosen: Source) => {
    setSource(chosen);
    void navigate({ search: { agent: existingId, template: chosen.template, step: chosen.template ? undefined : 'name' } });
  };
  const correct = (agentId: string) => {
    deploy.reset();
    void navigate({ search: { agent: agentId, template: source?.template, step: source && !source.template ? 'name' : undefined } });
  };
  const at = deployment ? 2 : configuring ? 1 : 0;
  const stage = useRef<HTMLDivElement>(null);
  const before = useRef(at);
  useEffect(() => {
    if (before.current === at) return;
    before.current = at;
    // What had the focus went with its step.
    if (!stage.current?.contains(document.activeElement)) stage.current?.focus({ preventScroll: true });
  }, [at]);
  const waiting = existingId !== undefined ? existing.isPending || known.isPending : agents.isPending;
  const broken = existingId !== undefined ? (existing.data ? undefined : existing.error) : agents.data ? undefined : agents.error;
  return (
    <Page narrow title={existing.data ? `Deploy ${existing.data.name}` : 'Deploy an agent'} description={existingId ? 'Bring the code of its next version. What serves now goes on until that is active.' : 'Bring your code, give it a name, and talk to it a moment later.'}>
      <ol aria-label="Steps" className="mb-6 flex items-center gap-2 text-[0.8125rem] sm:gap-4">
        {steps.map((step, index) => (
          <li key={step} aria-current={index === at ? 'step' : undefined} className={cn('flex items-center gap-2', index === at ? 'font-medium' : 'text-soft')}>
            <span aria-hidden="true" className={cn('grid size-6 place-items-center rounded-full text-xs font-semibold', index < at ? 'bg-good-soft text-good-ink' : index === at ? 'bg-solid text-solid-ink' : 'bg-sunken')}>{index < at ? '✓' : index + 1}</span>
            {step}
            {index < steps.length - 1 && <span aria-hidden="true" className="ml-1 hidden h-px w-8 bg-line-strong sm:block" />}
          </li>
        ))}
      </ol>
      <div ref={stage} tabIndex={-1} role="group" aria-label={steps[at]} className="outline-none">
      {deployment ? <LiveStep deploymentId={deployment} back={correct} />
        : broken ? <Failure error={broken} retry={() => void (existingId !== undefined ? existing.refetch() : agents.refetch())} />
        : configuring && waiting ? <LoadingRows />
        : configuring ? (
          <ConfigureStep
            key={configuring.label}
            source={configuring}
            agent={existing.data}
            named={made?.name}
            known={known.data?.items.map((secret) => secret.key) ?? []}
            taken={(agents.data ?? []).filter((agent) => agent.agentId !== made?.agentId).map((agent) => agent.name)}
            pending={deploy.isPending ? (doing ?? 'Deploying …') : undefined}
            error={deploy.isError ? deploy.error : undefined}
            onBack={() => { deploy.reset(); void navigate({ search: { agent: existingId } }); }}
            onDeploy={(chosen) => { choice.current = chosen; deploy.mutate(); }}
          />
        ) : <CodeStep lost={search.step === 'name' && !source} onSource={configure} />}
      </div>
    </Page>
  );
}
