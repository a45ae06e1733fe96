import { screen, within } from '@testing-library/react';
import user from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { agent, open, serve } from './page';

it('A deployment that is rolled back to is shown as it is from then on', async () => {
  let serves = 'dep_2';
  const deployment = (version: number) => ({
    deploymentId: `dep_${version}`, agentId: 'agt_1', version, runtimeProvider: 'cloudflare', status: serves === `dep_${version}` ? 'active' : 'superseded', phase: 'done', percentComplete: 100, artifact: {},
    createdAt: '2026-11-28T00:00:00Z', deployedAt: '2026-11-28T00:00:02Z', endedAt: '2026-11-28T00:00:02Z', deployedBy: 'usr_1',
  });
  serve({
    'GET /v1/agents/agt_1': () => ({ ...agent, activeDeploymentId: serves }),
    'GET /v1/agents/agt_1/deployments': () => ({ items: [deployment(2), deployment(1)] }),
    'GET /v1/deployments/dep_1': () => deployment(1),
    'POST /v1/agents/agt_1/rollback': () => {
      serves = 'dep_1';
      return deployment(1);
    },
  });
  await open('/agents/agt_1/deployments/dep_1');
  await user.click(await screen.findByRole('button', { name: 'Roll back to this' }));

  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Roll back' }));

  await screen.findByText('Version 1 serves now.');
  const title = (await screen.findByRole('heading', { name: 'Version 1' })).parentElement!;
  expect(await within(title).findByText('Active')).toBeTruthy();
});
