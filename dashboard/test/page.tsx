import type { ReactElement } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import { cleanup, configure, render } from '@testing-library/react';
import { afterEach, expect, vi } from 'vitest';
import type { Agent } from '@/api/schema';
import { appOf } from '@/app';
import { loadConfig } from '@/config';
import type { AppRouter } from '@/router';
import { contending } from './overrides';
import { WorkerHere } from './worker';

export interface Asked {
  url: URL;
  headers: Headers;
  body: unknown;
  signal: AbortSignal | undefined;
}

type Answer = object | ((asked: Asked) => unknown);

// A busy machine takes longer to draw a page than a person's.
configure({ asyncUtilTimeout: 10_000 });

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
  vi.stubGlobal('XMLHttpRequest', Upload);
  vi.stubGlobal('Worker', WorkerHere);
  return answers;
}

/** An upload of which half has gone before it is answered. */
class Upload {
  upload: { onprogress?: (sent: { loaded: number; total: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  status = 0;
  responseText = '';
  private headers = new Headers();
  private target = { method: '', address: '' };
  open = (method: string, address: string) => (this.target = { method, address });
  setRequestHeader = (name: string, value: string) => this.headers.set(name, value);
  getAllResponseHeaders = () => 'content-type: application/json\r\nretry-after: 3\r\n';
  abort = () => {};

  async send(body: Blob): Promise<void> {
    this.upload.onprogress?.({ loaded: body.size / 2, total: body.size });
    try {
      const response = await fetch(this.target.address, { method: this.target.method, body, headers: this.headers });
      this.status = response.status;
      this.responseText = await response.text();
      this.onload?.();
    } catch {
      this.onerror?.();
    }
  }
}

export const failure = (code: string, status: number, message = `${code}.`) => Response.json({ error: { code, message, retryable: false, traceId: 'trace-1' } }, { status });

let router: AppRouter | undefined;

/** The dashboard of somebody who is signed in, at an address; gives what it keeps. */
export async function open(address: string): Promise<{ client: QueryClient; router: AppRouter }> {
  await leave();
  await loadConfig();
  window.history.replaceState(null, '', address);
  const app = (await appOf(`usr_${++people}`)) as ReactElement<{ client: QueryClient; router: AppRouter }>;
  ({ router } = app.props);
  render(app);
  return app.props;
}

afterEach(async () => {
  await leave();
  vi.unstubAllGlobals();
});

// What is still on its way, a page or the news of an answer, draws itself when it comes: the window must still be there then.
async function leave(): Promise<void> {
  await vi.waitFor(() => expect(router?.state.status ?? 'idle').toBe('idle'), { timeout: 10_000 });
  router = undefined;
  const utilities = [...document.querySelectorAll('[class]')].flatMap(contending);
  cleanup();
  await new Promise((resolve) => setTimeout(resolve));
  expect(utilities, 'Of two utilities for one property the stylesheet chooses: mark the one that is to hold with an exclamation mark').toEqual([]);
}

export const agent: Agent = {
  agentId: 'agt_1', name: 'echo', framework: 'custom', runtimeProvider: 'cloudflare', status: 'active', activeDeploymentId: 'dep_1', envVarKeys: [], env: {},
  invokeUrl: 'https://api.example.org/v1/invoke/agt_1', createdAt: '2026-11-28T00:00:00Z', updatedAt: '2026-11-28T00:00:00Z',
};
