import { cleanup, screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { agent, open, serve, type Asked } from './page';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

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
