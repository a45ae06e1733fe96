import { screen, waitFor, within } from '@testing-library/react';
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

  it('that the running deployment does not declare is not said to wait for just any deployment', async () => {
    const secret = { key: 'OTHER_KEY', applied: false, declared: false, updatedAt: '2026-11-28T00:00:00Z' };
    serve({
      'GET /v1/agents/agt_1': { ...agent, activeDeploymentId: 'dep_1' },
      'GET /v1/agents/agt_1/secrets': { items: [secret] },
      'PUT /v1/agents/agt_1/secrets/OTHER_KEY': secret,
    });
    await open('/agents/agt_1/environment');

    expect(await screen.findByText('Not declared')).toBeTruthy();
    expect(screen.getByText(/OTHER_KEY is not declared in the running deployment/)).toBeTruthy();
    expect(screen.queryByText(/waits for the next deployment/)).toBeNull();

    await user.click(screen.getByRole('button', { name: 'Rotate OTHER_KEY' }));
    await user.type(await screen.findByLabelText('Value'), 'x{Enter}');
    expect(await screen.findByText(/with a deployment whose manifest declares it/)).toBeTruthy();
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

describe('what was typed and not saved', () => {
  const leave = async () => {
    await user.click(screen.getByRole('link', { name: 'Logs' }));
    return within(await screen.findByRole('dialog', { name: 'Leave without saving?' }));
  };
  const closing = () => {
    const event = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  };

  it.each([
    ['environment', async () => {
      await user.click(await screen.findByRole('button', { name: 'Edit' }));
      return screen.getByLabelText<HTMLTextAreaElement>('Variables');
    }],
    ['settings', () => screen.findByLabelText<HTMLTextAreaElement>('Description')],
  ])('in the %s is left behind only by who means to', async (page, field) => {
    serve({ 'GET /v1/agents': { items: [agent] }, 'GET /v1/agents/agt_1': agent, 'GET /v1/agents/agt_1/secrets': { items: [] }, 'GET /v1/agents/agt_1/deployments': { items: [] }, 'GET /v1/agents/agt_1/logs': { items: [] } });
    await open(`/agents/agt_1/${page}`);
    const typed = await field();
    expect(closing()).toBe(false);
    await user.type(typed, 'MODEL=small');

    expect(closing()).toBe(true);
    await user.click((await leave()).getByRole('button', { name: 'Cancel' }));
    expect(window.location.pathname).toBe(`/agents/agt_1/${page}`);
    expect(typed.value).toContain('MODEL=small');
    await user.click((await leave()).getByRole('button', { name: 'Leave' }));

    await waitFor(() => expect(window.location.pathname).toBe('/agents/agt_1/logs'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(closing()).toBe(false));
  });
});
