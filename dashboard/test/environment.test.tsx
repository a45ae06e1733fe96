import { screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { agent, open, serve, type Asked } from './page';

describe('a secret', () => {
  it('keeps the lines that it has, and is sent by Enter', async () => {
    const set = vi.fn((_: Asked) => ({ key: 'PRIVATE_KEY', applied: true, updatedAt: '2026-11-28T00:00:00Z' }));
    serve({
      'GET /v1/agents/agt_1': { ...agent, envVarKeys: ['PRIVATE_KEY'] },
      'GET /v1/agents/agt_1/secrets': { items: [] },
      'PUT /v1/agents/agt_1/secrets/PRIVATE_KEY': set,
    });
    await open('/agents/agt_1/environment');
    await user.click(await screen.findByRole('button', { name: 'Set PRIVATE_KEY' }));

    await user.click(await screen.findByLabelText('Value'));
    await user.paste('-----BEGIN KEY-----\nabc\n-----END KEY-----');
    await user.keyboard('{Enter}');

    await waitFor(() => expect(set).toHaveBeenCalled());
    expect(set.mock.calls[0]![0].body).toEqual({ value: '-----BEGIN KEY-----\nabc\n-----END KEY-----' });
  });
});

describe('plain variables', () => {
  const edit = async (meanwhile: Record<string, string>) => {
    let present = { ...agent, env: { MODEL: 'small' } as Record<string, string> };
    const change = vi.fn((_: Asked) => present);
    serve({
      'GET /v1/agents/agt_1': () => Response.json(present, { headers: { ETag: '"7"' } }),
      'GET /v1/agents/agt_1/secrets': { items: [] },
      'PATCH /v1/agents/agt_1': change,
    });
    await open('/agents/agt_1/environment');
    await user.click(await screen.findByRole('button', { name: 'Edit' }));
    present = { ...present, env: meanwhile };
    await user.type(screen.getByLabelText('Variables'), '{Enter}REGION=eu');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    return change;
  };

  it('are saved for the version of the agent that was read', async () => {
    const change = await edit({ MODEL: 'small' });

    await waitFor(() => expect(change).toHaveBeenCalledOnce());
    expect(change.mock.calls[0]![0].body).toEqual({ env: { MODEL: 'small', REGION: 'eu' } });
    expect(change.mock.calls[0]![0].headers.get('If-Match')).toBe('"7"');
  });

  it('that were changed elsewhere meanwhile are not taken back', async () => {
    const change = await edit({ MODEL: 'large' });

    expect((await screen.findByRole('alert')).textContent).toContain('The variables were changed elsewhere since you began.');
    expect(change).not.toHaveBeenCalled();
    expect(screen.getByLabelText<HTMLTextAreaElement>('Variables').value).toContain('REGION=eu');
  });
});
