import { screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { agent, failure, open, serve, type Asked } from './page';

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

describe('the general settings', () => {
  const type = async (meanwhile: object) => {
    let present = { ...agent, description: 'Echoes.' };
    const change = vi.fn(({ body }: Asked) => ({ ...present, ...(body as object) }));
    serve({
      'GET /v1/agents': { items: [agent] },
      'GET /v1/agents/agt_1': () => Response.json(present, { headers: { ETag: '"7"' } }),
      'PATCH /v1/agents/agt_1': change,
    });
    await open('/agents/agt_1/settings');
    const description = await screen.findByLabelText('Description');
    await user.clear(description);
    await user.type(description, 'Repeats.');
    present = { ...present, ...meanwhile };
    await user.click(screen.getByRole('button', { name: 'Save' }));
    return change;
  };

  it('that were not touched are not sent, so that a new name of elsewhere stays', async () => {
    const change = await type({ name: 'renamed elsewhere' });

    await screen.findByText('Saved.');
    expect(change.mock.calls[0]![0].body).toEqual({ description: 'Repeats.' });
    expect(change.mock.calls[0]![0].headers.get('If-Match')).toBe('"7"');
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('renamed elsewhere'));
  });

  it('that were changed elsewhere meanwhile are not taken back', async () => {
    const change = await type({ description: 'Sings.' });

    expect((await screen.findByRole('alert')).textContent).toContain('The description was changed elsewhere since you began.');
    expect(change).not.toHaveBeenCalled();
    expect(screen.getByLabelText<HTMLTextAreaElement>('Description').value).toBe('Repeats.');
  });
});
