import { screen, waitFor, within } from '@testing-library/react';
import user from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { invocationsQuery } from '@/api/queries';
import type { AsyncInvocation } from '@/api/schema';
import { agent, failure, open, serve, type Asked } from './page';

const running: AsyncInvocation = {
  invocationId: 'inv_1', agentId: 'agt_1', sessionId: 'ses_1', traceId: 'trace-of-it', status: 'running', createdAt: '2026-11-28T10:00:00Z', startedAt: '2026-11-28T10:00:01Z', deploymentId: 'dep_1',
};
const succeeded: AsyncInvocation = { ...running, status: 'succeeded', endedAt: '2026-11-28T10:00:03.5Z', usage: { tokens: 12, inputTokens: 5, outputTokens: 7 }, output: { text: 'The whole answer' } };
const failed: AsyncInvocation = { ...running, status: 'failed', endedAt: '2026-11-28T10:00:02Z', error: { code: 'RUNTIME_ERROR', message: 'It broke on purpose.', retryable: false, traceId: 'trace-of-it' } };
const event = (id: number, name: string, data: unknown) => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** A stream that stays open after what it says. */
const staysOpen = (...events: string[]) => new Response(new ReadableStream({ start: (out) => events.forEach((text) => out.enqueue(new TextEncoder().encode(text))) }));

let invocation: AsyncInvocation;
let streams: (asked: Asked) => unknown;
const followed = vi.fn<(lastId: string | null) => void>();
const cancelled = vi.fn<() => void>();

beforeEach(() => {
  invocation = running;
  followed.mockReset();
  cancelled.mockReset();
  streams = () => staysOpen(event(1, 'meta', {}), event(2, 'delta', { text: 'Once upon ' }));
  serve({
    'GET /v1/agents/agt_1': agent,
    'GET /v1/agents/agt_1/invocations/inv_1': () => Response.json(invocation, { status: invocation.endedAt ? 200 : 202 }),
    'GET /v1/agents/agt_1/invocations/inv_1/events': (asked: Asked) => {
      followed(asked.headers.get('Last-Event-ID'));
      return streams(asked);
    },
    'POST /v1/agents/agt_1/invocations/inv_1/cancel': () => {
      cancelled();
      return Response.json(invocation, { status: 202 });
    },
  });
});

const list = (...items: AsyncInvocation[]) => serve({ 'GET /v1/agents/agt_1': agent, 'GET /v1/agents/agt_1/invocations': { items } });
const answer = () => screen.findByRole('log', { name: 'Answer' });
const figure = (label: string) => screen.getByText(label, { selector: 'dt' }).nextElementSibling;

describe('the list of invocations', () => {
  it('says where each stands, what it took and what became of its webhook', async () => {
    list(
      { ...running, invocationId: 'inv_3', status: 'queued', startedAt: null },
      { ...succeeded, invocationId: 'inv_2', webhook: { url: 'https://example.org/told', status: 'failed', attempts: 8 } },
      { ...running, invocationId: 'inv_1', status: 'cancelled', startedAt: null, endedAt: '2026-11-28T10:00:03Z' },
    );
    await open('/agents/agt_1/invocations');

    const rows = within(await screen.findByRole('list', { name: 'Invocations' })).getAllByRole('listitem').map((row) => row.textContent);
    expect(rows[0]).toMatch(/inv_3.*Queued.*Waits to be run/);
    expect(rows[1]).toMatch(/inv_2.*Succeeded.*Took 2\.5 sec.*12 tokens.*Webhook failed/);
    expect(rows[2]).toMatch(/inv_1.*Cancelled.*The agent was not called/);
    expect(screen.getByRole('link', { name: 'Invocations' }).getAttribute('aria-current')).toBe('page');
  });

  it('tells how one is sent while there is none', async () => {
    list();
    await open('/agents/agt_1/invocations');

    const curl = (await screen.findByLabelText('Call with curl')).textContent;
    expect(curl).toContain('curl https://api.example.org/v1/invoke/agt_1');
    expect(curl).toContain('-H "Prefer: respond-async"');
    expect(screen.getByRole('button', { name: 'Copy as curl' })).toBeTruthy();
  });

  it('says why it is not there', async () => {
    serve({ 'GET /v1/agents/agt_1': agent, 'GET /v1/agents/agt_1/invocations': () => failure('INTERNAL', 500, 'The list broke.') });
    await open('/agents/agt_1/invocations');

    expect((await screen.findByRole('alert')).textContent).toContain('The list broke.');
  });

  it('shows older ones when they are asked for', async () => {
    serve({
      'GET /v1/agents/agt_1': agent,
      'GET /v1/agents/agt_1/invocations': ({ url }: Asked) => (url.searchParams.get('cursor') ? { items: [succeeded] } : { items: [{ ...succeeded, invocationId: 'inv_2' }], nextCursor: 'older' }),
    });
    await open('/agents/agt_1/invocations');

    await user.click(await screen.findByRole('button', { name: 'Show older' }));

    expect(await screen.findByText('inv_1')).toBeTruthy();
    expect(screen.getByText('inv_2')).toBeTruthy();
  });

  it('is read again soon while one of them has yet to end, however far somebody looked', () => {
    const every = (...pages: AsyncInvocation[][]) => (invocationsQuery('agt_1').refetchInterval as (query: object) => unknown)({ state: { data: { pages: pages.map((items) => ({ items })) } } });

    expect(every([succeeded])).toBe(15_000);
    expect(every([succeeded, running])).toBe(2000);
    expect(every([succeeded], [running])).toBe(4000);
    expect(every([succeeded], [succeeded])).toBe(false);
  });
});

describe('an invocation', () => {
  it('that has succeeded shows its answer, what it used and where it ran, without a stream', async () => {
    invocation = { ...succeeded, output: { text: 'The whole answer', data: { rows: 3 } } };
    await open('/agents/agt_1/invocations/inv_1');

    expect((await answer()).textContent).toBe('The whole answer');
    expect(screen.getByLabelText('Data').textContent).toContain('"rows": 3');
    expect(figure('Duration')?.textContent).toBe('2.5 sec');
    expect(figure('Tokens')?.textContent).toBe('12 (5 in, 7 out)');
    expect(screen.getByRole('link', { name: 'Its logs' }).getAttribute('href')).toBe('/agents/agt_1/logs?trace=trace-of-it');
    expect(screen.getByRole('link', { name: 'ses_1' }).getAttribute('href')).toBe('/agents/agt_1/sessions/ses_1');
    expect(screen.getByRole('link', { name: 'dep_1' }).getAttribute('href')).toBe('/agents/agt_1/deployments/dep_1');
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
    expect(followed).not.toHaveBeenCalled();
  });

  it('that runs streams its answer over a cut connection, without saying anything twice, and then has the whole', async () => {
    const parts = [
      () => new Response(event(1, 'meta', {}) + event(2, 'delta', { text: 'Once upon ' })),
      () => staysOpen(event(3, 'delta', { text: 'a time' })),
    ];
    streams = () => parts.shift()!();
    await open('/agents/agt_1/invocations/inv_1');

    await waitFor(async () => expect((await answer()).textContent).toContain('Once upon a time'));
    expect((await answer()).getAttribute('aria-busy')).toBe('true');
    expect(followed.mock.calls).toEqual([[null], ['2']]);

    invocation = { ...succeeded, output: { text: 'Once upon a time there was an end.' } };
    await waitFor(async () => expect((await answer()).textContent).toBe('Once upon a time there was an end.'));
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
  });

  it('comes to its end with the last event at once', async () => {
    let end = () => {};
    streams = () => new Response(new ReadableStream({ start: (out) => { end = () => out.enqueue(new TextEncoder().encode(event(1, 'done', {}))); } }));
    await open('/agents/agt_1/invocations/inv_1');
    await screen.findByText('The agent has said nothing yet.');
    await waitFor(() => expect(followed).toHaveBeenCalledOnce());

    invocation = succeeded;
    end();

    await waitFor(async () => expect((await answer()).textContent).toBe('The whole answer'));
  });

  it('is followed on where only the stream has ended, as when its caller had to sign in again', async () => {
    const refusal = `event: error\ndata: ${JSON.stringify({ error: { code: 'UNAUTHENTICATED', message: 'The token has run out.', retryable: false, traceId: 't' } })}\n\n`;
    const parts = [() => new Response(event(1, 'delta', { text: 'before ' }) + refusal), () => staysOpen(event(2, 'delta', { text: 'after' }))];
    streams = () => parts.shift()!();
    await open('/agents/agt_1/invocations/inv_1');

    await waitFor(async () => expect((await answer()).textContent).toContain('before after'));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(followed.mock.calls).toEqual([[null], ['1']]);
  });

  it('that failed says why, what to do next, and what the agent had said', async () => {
    invocation = failed;
    streams = () => new Response(event(1, 'meta', {}) + event(2, 'delta', { text: 'Half of ' }) + event(3, 'error', { error: failed.error }));
    await open('/agents/agt_1/invocations/inv_1');

    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('It broke on purpose.');
    expect(alert.textContent).toContain('Look into the agent’s logs with this trace id.');
    expect(within(alert).getByRole('link', { name: 'Its logs' }).getAttribute('href')).toBe('/agents/agt_1/logs?trace=trace-of-it');
    await waitFor(async () => expect((await answer()).textContent).toBe('Half of '));
    expect(screen.getByText('What came before the end: it is not whole.')).toBeTruthy();
    expect(followed).toHaveBeenCalledOnce();
  });

  it('is cancelled once somebody has confirmed it', async () => {
    await open('/agents/agt_1/invocations/inv_1');
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(cancelled).not.toHaveBeenCalled();

    await user.click(await screen.findByRole('button', { name: 'Cancel the invocation' }));
    await screen.findByRole('button', { name: 'Stopping' });
    invocation = { ...running, status: 'cancelled', endedAt: '2026-11-28T10:00:09Z' };

    await screen.findByText('Cancelled');
    expect(cancelled).toHaveBeenCalledOnce();
    expect(screen.queryByRole('button', { name: 'Stopping' })).toBeNull();
  });

  it('says that it was asked to stop, also to who did not ask', async () => {
    invocation = { ...running, cancelRequested: true };
    await open('/agents/agt_1/invocations/inv_1');

    await screen.findByRole('button', { name: 'Stopping' });
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
  });

  it('tells of its webhook: where it goes, how often it was tried and why that failed', async () => {
    invocation = { ...succeeded, webhook: { url: 'https://example.org/told', status: 'pending', attempts: 2, lastAttemptAt: '2026-11-28T10:00:04Z', nextAttemptAt: '2026-11-28T10:05:04Z', lastError: 'It answered 503.' } };
    await open('/agents/agt_1/invocations/inv_1');

    await screen.findByText('Webhook pending');
    expect(screen.getByText('https://example.org/told')).toBeTruthy();
    expect(figure('Attempts')?.textContent).toBe('2');
    expect(screen.getByText(/It answered 503\./)).toBeTruthy();
  });

  it('that is not there is said so, with a way back', async () => {
    await open('/agents/agt_1/invocations/inv_2');

    expect((await screen.findByRole('alert')).textContent).toContain('It may have been deleted. Go back to the list.');
    expect(screen.getByRole('link', { name: 'All invocations' }).getAttribute('href')).toBe('/agents/agt_1/invocations');
  });
});
