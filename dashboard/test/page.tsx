import { cleanup, render } from '@testing-library/react';
import { vi } from 'vitest';
import type { Agent } from '@/api/schema';
import { appOf } from '@/app';
import { loadConfig } from '@/config';

export interface Asked {
  url: URL;
  headers: Headers;
  body: unknown;
  signal: AbortSignal | undefined;
}

type Answer = object | ((asked: Asked) => unknown);

const configuration = { apiBaseUrl: 'https://api.example.org', oidcAuthority: 'https://id.example.org', oidcClientId: 'dashboard' };

let people = 0;

/** An API that answers as a test says, by method and path, and to all else that there is no such thing. */
export function serve(answers: Record<string, Answer>): Record<string, Answer> {
  vi.stubGlobal('fetch', async (address: string, { method = 'GET', body, headers, signal }: RequestInit = {}) => {
    if (address === '/config.json') return Response.json(configuration);
    const url = new URL(address);
    const answer = answers[`${method} ${url.pathname}`];
    if (!answer) return failure('NOT_FOUND', 404);
    const said: unknown = typeof answer === 'function' ? await answer({ url, headers: new Headers(headers), body: typeof body === 'string' ? JSON.parse(body) : body, signal: signal ?? undefined }) : answer;
    return said instanceof Response ? said : Response.json(said);
  });
  return answers;
}

export const failure = (code: string, status: number, message = `${code}.`) => Response.json({ error: { code, message, retryable: false, traceId: 'trace-1' } }, { status });

/** The dashboard of somebody who is signed in, at an address. */
export async function open(address: string): Promise<void> {
  cleanup();
  await loadConfig();
  window.history.replaceState(null, '', address);
  render(await appOf(`usr_${++people}`));
}

export const agent: Agent = {
  agentId: 'agt_1', name: 'echo', framework: 'custom', runtimeProvider: 'cloudflare', status: 'active', activeDeploymentId: 'dep_1', envVarKeys: [], env: {},
  invokeUrl: 'https://api.example.org/v1/invoke/agt_1', createdAt: '2026-11-28T00:00:00Z', updatedAt: '2026-11-28T00:00:00Z',
};
