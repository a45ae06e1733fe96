import { send } from '@/api/client';
import { ApiError } from '@/api/errors';
import type { ErrorEnvelope, InvokeResponse } from '@/api/schema';
import { eventsOf } from '@/live/stream';

export interface Meta {
  traceId: string;
  sessionId: string;
  invocationId: string;
  deploymentId: string;
}

export type Usage = InvokeResponse['usage'];

interface Handlers {
  onMeta: (meta: Meta) => void;
  onText: (text: string) => void;
  onUsage: (usage: Usage) => void;
  onData: (data: unknown) => void;
  signal: AbortSignal;
}

/** Asks an agent and hands on what it says as it says it. */
export async function invoke(agentId: string, prompt: string, sessionId: string | undefined, { onMeta, onText, onUsage, onData, signal }: Handlers): Promise<void> {
  const response = await send('POST /v1/invoke/{agentId}', { path: { agentId }, body: { input: { prompt }, ...(sessionId && { sessionId }) }, headers: { Accept: 'text/event-stream' }, signal, timeoutMs: 0 });
  let over = false;
  for await (const event of eventsOf(response)) {
    const data: unknown = JSON.parse(event.data);
    if (event.name === 'meta') onMeta(data as Meta);
    else if (event.name === 'delta') onText((data as { text: string }).text);
    else if (event.name === 'usage') onUsage(data as Usage);
    else if (event.name === 'error') throw ApiError.ofEnvelope((data as ErrorEnvelope).error);
    else if (event.name === 'done') {
      over = true;
      const done = data as { data?: unknown };
      if (done.data != null) onData(done.data);
    }
  }
  if (!over && !signal.aborted) throw new ApiError('RUNTIME_ERROR', 'The answer broke off before its end.', 0, true);
}
