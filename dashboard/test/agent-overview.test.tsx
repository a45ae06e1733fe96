import { screen, waitFor } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { agent, failure, open, serve } from './page';

// A canvas is nowhere here.
vi.mock('@/ui/plot', () => ({ default: () => null }));

const failed = {
  deploymentId: 'dep_1', agentId: 'agt_1', version: 1, runtimeProvider: 'cloudflare', status: 'failed', phase: 'bundle', percentComplete: 30, artifact: {}, createdAt: '2026-11-28T00:00:00Z', deployedBy: 'usr_1',
  error: { code: 'DEPLOYMENT_FAILED', message: 'index.js:1: Expected an identifier.', retryable: false },
};

it('An agent whose only deployment failed says why, and leads to its log', async () => {
  serve({
    'GET /v1/agents/agt_1': { ...agent, status: 'error', activeDeploymentId: null },
    'GET /v1/agents/agt_1/deployments': { items: [failed] },
    'GET /healthz': {},
  });
  await open('/agents/agt_1');

  await screen.findByText('Version 1 could not be deployed');

  expect(screen.getByRole('alert').textContent).toContain('index.js:1: Expected an identifier.');
  expect(screen.getByRole('link', { name: 'Its log' }).getAttribute('href')).toBe('/agents/agt_1/deployments/dep_1');
});

const without = { 'GET /v1/agents/agt_1': { ...agent, activeDeploymentId: null }, 'GET /healthz': {} };

it('An agent without a deployment says so only once that is known', async () => {
  let answer: (page: object) => void = () => {};
  serve({ ...without, 'GET /v1/agents/agt_1/deployments': () => new Promise((resolve) => (answer = resolve)) });
  await open('/agents/agt_1');
  await screen.findByRole('status', { name: 'Loading' });
  expect(screen.queryByText('Nothing is deployed yet')).toBeNull();

  answer({ items: [] });

  expect(await screen.findByText('Nothing is deployed yet')).toBeTruthy();
});

it('An agent whose deployments can’t be read says that, and not that it has none', async () => {
  serve({ ...without, 'GET /v1/agents/agt_1/deployments': () => failure('INTERNAL', 500, 'The list broke.') });
  await open('/agents/agt_1');

  expect((await screen.findByRole('alert')).textContent).toContain('The list broke.');
  expect(screen.queryByText('Nothing is deployed yet')).toBeNull();
});

it('An agent whose figures can’t be read stands without them, and not as if they came', async () => {
  serve({
    'GET /v1/agents/agt_1': agent,
    'GET /v1/agents/agt_1/metrics': () => failure('INTERNAL', 500, 'The figures broke.'),
    'GET /v1/agents/agt_1/errors': { items: [] },
    'GET /v1/deployments/dep_1': { ...failed, status: 'active', error: null },
    'GET /healthz': {},
  });
  await open('/agents/agt_1');

  expect((await screen.findByRole('alert')).textContent).toContain('The figures broke.');
  await screen.findByText('Could not be read.');

  expect(document.querySelector('.animate-pulse.bg-sunken')).toBeNull();
  expect(screen.getByText('Errors, 24 h').nextElementSibling?.textContent).toBe('–');
});

it('The failures beside the figures of a version and a window are those of both', async () => {
  const error = (invocationId: string, deploymentId: string, timestamp: string) => ({ invocationId, deploymentId, timestamp, errorClass: 'runtime', message: `failure of ${invocationId}` });
  const start = '2026-11-29T00:00:00Z';
  const totals = { requests: 0, errors: 0, tokens: 0, computeMs: 0, costUsd: 0, errorsByClass: {} };
  serve({
    'GET /v1/agents/agt_1': agent,
    'GET /v1/agents/agt_1/deployments': { items: [failed] },
    'GET /v1/agents/agt_1/metrics': { totals, series: [{ start, requests: 0, errors: 0, tokens: 0, computeMs: 0, costUsd: 0 }] },
    'GET /v1/agents/agt_1/errors': { items: [error('inv_ours', 'dep_1', '2026-11-29T01:00:00Z'), error('inv_other', 'dep_2', '2026-11-29T01:00:00Z'), error('inv_old', 'dep_1', '2026-11-28T23:00:00Z')] },
    'GET /healthz': {},
  });
  await open('/agents/agt_1/metrics?deployment=dep_1');

  await screen.findByText('failure of inv_ours');

  expect(screen.queryByText('failure of inv_other')).toBeNull();
  expect(screen.queryByText('failure of inv_old')).toBeNull();
});

it.each([['', 'echo · webhost'], ['/environment', 'Env & secrets · echo · webhost'], ['/sessions/ses_1', 'Sessions · echo · webhost']])('The title of an agent’s page%s tells which it is', async (page, title) => {
  serve({ 'GET /v1/agents/agt_1': agent, 'GET /healthz': {} });
  await open(`/agents/agt_1${page}`);

  await waitFor(() => expect(document.title).toBe(title));
});
