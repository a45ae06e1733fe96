import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { agent, failure, open, serve } from './page';

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

it.each([['', 'echo · webhost'], ['/environment', 'Env & secrets · echo · webhost'], ['/sessions/ses_1', 'Sessions · echo · webhost']])('The title of an agent’s page%s tells which it is', async (page, title) => {
  serve({ 'GET /v1/agents/agt_1': agent, 'GET /healthz': {} });
  await open(`/agents/agt_1${page}`);

  await waitFor(() => expect(document.title).toBe(title));
});
