import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { agent, open, serve } from './page';

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
