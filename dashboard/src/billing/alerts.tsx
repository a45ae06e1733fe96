import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { call } from '@/api/client';
import { alertsQuery } from '@/api/queries';
import type { AlertsView } from '@/api/schema';
import { limitName } from '@/format/names';
import { percent } from '@/format/numbers';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { CopyButton } from '@/ui/copy';
import { Field, Input } from '@/ui/field';
import { Failure, LoadingRows } from '@/ui/states';
import { Ago } from '@/ui/time';
import { toast } from '@/ui/toast';

/** Being told before a limit is reached. */
export function Alerts() {
  const alerts = useQuery(alertsQuery);
  return (
    <Card>
      <CardHeader title="Alerts" description="You are told once a period for each threshold of each limit, by e-mail, by webhook, or both." actions={alerts.data && <Badge tone={alerts.data.enabled ? 'good' : 'neutral'} dot={alerts.data.enabled}>{alerts.data.enabled ? 'On' : 'Off'}</Badge>} />
      <CardBody>
        {alerts.isPending ? <LoadingRows rows={2} /> : alerts.isError && !alerts.data ? <Failure error={alerts.error} retry={() => void alerts.refetch()} /> : <Form view={alerts.data} />}
      </CardBody>
    </Card>
  );
}

function Form({ view }: { view: AlertsView }) {
  const client = useQueryClient();
  const [email, setEmail] = useState(view.email ?? '');
  const [webhook, setWebhook] = useState(view.webhookUrl ?? '');
  const [thresholds, setThresholds] = useState(view.thresholds.join(', '));
  const [secret, setSecret] = useState<string>();
  const [code, setCode] = useState('');
  const [off, setOff] = useState(false);
  const numbers = thresholds.split(/[\s,;%]+/).filter(Boolean).map(Number);
  const problem = numbers.length === 0 || numbers.some((number) => !Number.isInteger(number) || number < 1 || number > 100) ? 'Whole percentages from 1 to 100, between commas.' : undefined;
  const keep = ({ webhookSecret, ...rest }: AlertsView) => {
    // The secret stays on the screen only: it is in this answer and never again.
    if (webhookSecret) setSecret(webhookSecret);
    client.setQueryData(alertsQuery.queryKey, rest);
  };
  const save = useMutation({
    mutationFn: () => call('PUT /v1/billing/alerts', { body: { ...(email.trim() && { email: email.trim() }), ...(webhook.trim() && { webhookUrl: webhook.trim() }), thresholds: numbers } }),
    onSuccess: (changed) => { keep(changed); toast('Alerts are on.'); },
    gcTime: 0,
  });
  const confirm = useMutation({ mutationFn: () => call('POST /v1/billing/alerts/confirm-email', { body: { code: code.trim() } }), onSuccess: (changed) => { keep(changed); setCode(''); toast('The address is confirmed.'); } });
  const switchOff = async () => {
    await call('DELETE /v1/billing/alerts');
    setSecret(undefined);
    await client.invalidateQueries({ queryKey: alertsQuery.queryKey });
    toast('Alerts are off.');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!problem && (email.trim() || webhook.trim())) save.mutate();
  };
  return (
    <>
      <form onSubmit={submit} className="space-y-4" noValidate>
        <Field label="E-mail" hint={view.emailProblem ?? (view.email && view.emailConfirmed === false ? 'Not confirmed yet: nothing is sent there until it is.' : undefined)}><Input type="email" autoComplete="email" value={email} onChange={(event) => setEmail(event.target.value)} /></Field>
        <Field label="Webhook address" hint="Signed as the Standard Webhooks specification says."><Input type="url" placeholder="https://" value={webhook} onChange={(event) => setWebhook(event.target.value)} spellCheck={false} /></Field>
        <Field label="Thresholds, percent" error={problem}><Input value={thresholds} onChange={(event) => setThresholds(event.target.value)} /></Field>
        {save.isError && <Failure error={save.error} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="solid" pending={save.isPending} disabled={Boolean(problem) || (!email.trim() && !webhook.trim())}>{view.enabled ? 'Save the alerts' : 'Switch alerts on'}</Button>
          {view.enabled && <Button onClick={() => setOff(true)}>Switch off</Button>}
        </div>
      </form>
      {secret && (
        <div role="status" className="mt-4 rounded-lg border bg-canvas p-3 text-[0.8125rem]">
          <p className="text-soft">The webhook’s signing secret. It is shown once.</p>
          <p className="mt-1 flex items-center gap-2"><code className="min-w-0 flex-1 font-mono text-xs break-all">{secret}</code><CopyButton text={secret} label="Copy signing secret" /></p>
        </div>
      )}
      {view.email && view.emailConfirmed === false && (
        <form onSubmit={(event) => { event.preventDefault(); confirm.mutate(); }} className="mt-4 border-t pt-4">
          <div className="flex items-end gap-2"><Field label="Code from the e-mail" className="flex-1"><Input inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.target.value)} /></Field><Button type="submit" pending={confirm.isPending} disabled={!code.trim()}>Confirm</Button></div>
          {confirm.isError && <Failure error={confirm.error} className="mt-3" />}
        </form>
      )}
      {view.alerts.length > 0 && (
        <ul aria-label="Newest alerts" className="mt-5 divide-y border-t text-[0.8125rem]">
          {view.alerts.slice(0, 5).map((alert) => (
            <li key={alert.alertId} className="flex items-center justify-between gap-3 py-2"><span>{limitName(alert.limit)} at {percent(alert.threshold / 100)}</span><span className="flex items-center gap-2 text-xs text-soft">{alert.deliveries.map((delivery) => `${delivery.channel}: ${delivery.status}`).join(', ')}<Ago time={alert.seenAt} /></span></li>
          ))}
        </ul>
      )}
      <Confirm open={off} onOpenChange={setOff} title="Switch alerts off?" act="Switch off" onConfirm={switchOff}>What was not sent yet is dropped, and the webhook’s secret is forgotten.</Confirm>
    </>
  );
}
