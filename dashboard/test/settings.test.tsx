import { screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { agent, failure, open, serve } from './page';

it('An agent whose deletion was not answered is left behind when it is deleted again, though it is gone by then', async () => {
  let times = 0;
  serve({
    'GET /v1/agents': { items: [agent] },
    'GET /v1/agents/agt_1': agent,
    'DELETE /v1/agents/agt_1': () => {
      if (++times === 1) throw new TypeError('The connection was lost.');
      return failure('NOT_FOUND', 404);
    },
  });
  await open('/agents/agt_1/settings');

  await user.click(await screen.findByRole('button', { name: 'Delete …' }));
  await user.type(await screen.findByLabelText(/to confirm/), agent.name);
  await user.click(screen.getByRole('button', { name: 'Delete the agent' }));
  await screen.findByText(/It may have been done all the same/);
  await user.click(screen.getByRole('button', { name: 'Delete the agent' }));

  await waitFor(() => expect(window.location.pathname).toBe('/agents'));
  expect(screen.getByText(`${agent.name} was deleted.`)).toBeTruthy();
});
