import { call, send } from '@/api/client';
import { ApiError } from '@/api/errors';
import type { Agent } from '@/api/schema';

interface Change {
  /** The agent as it was when somebody began to change it. */
  before: Agent;
  body: { name?: string; description?: string; env?: Record<string, string> };
  /** What of an agent is changed, as a text to compare, and what that is called. */
  part: (agent: Agent) => string;
  called: string;
}

/** Saves a change of an agent. Whatever else of it changed meanwhile is none of this; where the part itself did, saving would take that back: it is refused as a conflict. */
export async function changeAgent({ before, body, part, called }: Change): Promise<Agent> {
  const path = { agentId: before.agentId };
  const present = await send('GET /v1/agents/{agentId}', { path }).catch((error: unknown) => {
    throw ApiError.of(error).code === 'OFFLINE' ? ApiError.unsent('The control plane can’t be reached.') : error;
  });
  if (part((await present.json()) as Agent) !== part(before)) throw new ApiError('CONFLICT', `The ${called} changed elsewhere since you began.`, 409, false);
  return call('PATCH /v1/agents/{agentId}', { path, body, headers: { 'If-Match': present.headers.get('ETag') ?? '*' } });
}
