import { fireEvent, screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { agent, failure, open, serve, type Asked } from './page';

const meta = { traceId: 'trace-of-this-answer', sessionId: 'ses_1', invocationId: 'inv_1', deploymentId: 'dep_1' };
const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const answerTo = ({ body }: Asked) => {
  const { prompt } = (body as { input: { prompt: string } }).input;
  return new Response(event('meta', meta) + event('delta', { text: `You said: ${prompt}` }) + event('usage', { tokens: 12 }) + event('done', {}));
};

const read = vi.fn();
let invoke: (asked: Asked) => unknown;

beforeEach(() => {
  invoke = answerTo;
  read.mockReset().mockReturnValue({ sessionId: 'ses_1', messages: [{ role: 'user', content: 'What was said before' }] });
  serve({
    'GET /v1/agents/agt_1': agent,
    'GET /v1/agents/agt_1/sessions/ses_1': () => read() as object,
    'POST /v1/invoke/agt_1': (asked: Asked) => invoke(asked),
  });
});

const say = async (text: string) => {
  await user.type(await screen.findByLabelText('Message'), text);
  await user.click(screen.getByRole('button', { name: 'Send' }));
};

describe('a session that is continued', () => {
  it('keeps what was said and what it took', async () => {
    const complaints = vi.spyOn(console, 'error');
    await open('/agents/agt_1/playground?session=ses_1');
    await screen.findByText('What was said before');

    await say('one');
    await screen.findByText('You said: one');
    await screen.findByRole('button', { name: 'Send' });
    await user.type(screen.getByLabelText('Message'), 'a draft');

    expect(screen.getByText('You said: one')).toBeTruthy();
    expect(screen.getByText('12 tokens')).toBeTruthy();
    expect(screen.getByLabelText<HTMLTextAreaElement>('Message').value).toBe('a draft');
    expect(read).toHaveBeenCalledOnce();
    expect(complaints).not.toHaveBeenCalled();
  });

  it('is not scrolled under who reads further up, until they say something themselves', async () => {
    let out!: ReadableStreamDefaultController<Uint8Array>;
    invoke = () => new Response(new ReadableStream<Uint8Array>({ start: (controller) => void (out = controller) }));
    const write = (...events: string[]) => events.forEach((text) => out.enqueue(new TextEncoder().encode(text)));
    await open('/agents/agt_1/playground');
    await say('one');
    write(event('meta', meta), event('delta', { text: 'Once upon ' }));
    await screen.findByText('Once upon');
    const log = screen.getByRole('log', { name: 'Conversation' });
    vi.spyOn(log, 'scrollHeight', 'get').mockReturnValue(1000);
    vi.spyOn(log, 'clientHeight', 'get').mockReturnValue(100);

    log.scrollTop = 300;
    fireEvent.scroll(log);
    write(event('delta', { text: 'a time' }));
    await screen.findByText('Once upon a time');
    expect(log.scrollTop).toBe(300);

    write(event('done', {}));
    out.close();
    invoke = answerTo;
    await screen.findByRole('button', { name: 'Send' });
    await say('another');
    await screen.findByText('You said: another');
    expect(log.scrollTop).toBe(1000);
  });

  it('is asked on after a failure', async () => {
    invoke = () => failure('RUNTIME_ERROR', 502);
    await open('/agents/agt_1/playground?session=ses_1');
    await say('one');
    await screen.findByRole('alert');

    invoke = answerTo;
    await say('another');

    await screen.findByText('You said: another');
    expect(screen.getByRole('alert')).toBeTruthy();
  });

  it('gives way to a new one where its address no longer names it', async () => {
    await open('/agents/agt_1/playground?session=ses_1');
    await screen.findByText('What was said before');

    await user.click(screen.getByRole('link', { name: 'Playground' }));

    await screen.findByText(/Say something to the agent/);
    expect(screen.queryByText('What was said before')).toBeNull();
  });
});

describe('an answer that is stopped', () => {
  it('leaves the focus where one goes on writing', async () => {
    invoke = ({ signal }) => new Response(new ReadableStream({ start: (stream) => signal?.addEventListener('abort', () => stream.error(signal.reason)) }));
    await open('/agents/agt_1/playground');
    await say('one');

    await user.click(await screen.findByRole('button', { name: 'Stop' }));

    await screen.findByText('Stopped');
    expect(document.activeElement).toBe(screen.getByLabelText('Message'));
  });
});

describe('an agent without a deployment', () => {
  it('can’t be asked, and leads to one', async () => {
    serve({ 'GET /v1/agents/agt_1': { ...agent, status: 'created', activeDeploymentId: null } });
    await open('/agents/agt_1/playground');

    await screen.findByText('Nothing is deployed yet');

    expect(screen.getByRole('link', { name: 'Deploy some code' }).getAttribute('href')).toBe('/agents/new?agent=agt_1');
    expect(screen.queryByLabelText('Message')).toBeNull();
  });
});

describe('a failed answer', () => {
  it('can’t be asked for again while another one comes', async () => {
    invoke = () => failure('RUNTIME_ERROR', 502);
    await open('/agents/agt_1/playground');
    await say('one');
    await screen.findByRole('button', { name: 'Try again' });

    invoke = () => new Response(new ReadableStream());
    await say('two');
    await screen.findByRole('button', { name: 'Stop' });

    await waitFor(() => expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull());
  });
});

describe('a prompt that is sent to run in the background', () => {
  const inBackground = async (text: string) => {
    await user.type(await screen.findByLabelText('Message'), text);
    await user.click(screen.getByRole('button', { name: 'Run in the background' }));
  };

  it('is sent so in the session, and leads to its invocation', async () => {
    let sent: Asked | undefined;
    invoke = (asked) => {
      sent = asked;
      return Response.json({ invocationId: 'inv_7', sessionId: 'ses_1', traceId: 't', status: 'queued', statusUrl: '/v1/agents/agt_1/invocations/inv_7' }, { status: 202 });
    };
    await open('/agents/agt_1/playground?session=ses_1');
    await inBackground('take your time');

    await waitFor(() => expect(window.location.pathname).toBe('/agents/agt_1/invocations/inv_7'));
    expect(sent?.headers.get('Prefer')).toBe('respond-async');
    expect(sent?.headers.get('Idempotency-Key')).toBeTruthy();
    expect(sent?.body).toEqual({ input: { prompt: 'take your time' }, sessionId: 'ses_1' });
  });

  it('stays where it was written when it was refused, and is sent again under the same key', async () => {
    const keys: (string | null)[] = [];
    invoke = ({ headers }) => {
      keys.push(headers.get('Idempotency-Key'));
      return failure('RATE_LIMITED', 429, 'Too many at once.');
    };
    await open('/agents/agt_1/playground');
    await inBackground('take your time');
    expect((await screen.findByRole('alert')).textContent).toContain('Too many at once.');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Message').value).toBe('take your time');

    await user.click(screen.getByRole('button', { name: 'Run in the background' }));

    await waitFor(() => expect(keys).toHaveLength(2));
    expect(keys[0]).toBe(keys[1]);
  });
});
