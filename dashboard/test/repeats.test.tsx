import { screen, waitFor, within } from '@testing-library/react';
import user from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { reached } from '@/api/connection';
import { agent, open, serve, type Asked } from './page';

afterEach(reached);

/** Does it, though the first answer is lost on its way. */
const lostAtFirst = (made: object) => vi.fn((_: Asked): object => made).mockImplementationOnce(() => { throw new TypeError('The connection was lost.'); });

describe('what is asked for again because its answer was lost', () => {
  it('makes no second API key', async () => {
    const make = lostAtFirst({ keyId: 'key_1', key: 'wh_secret' });
    serve({ 'GET /v1/api-keys': { items: [] }, 'GET /v1/agents': { items: [agent] }, 'POST /v1/api-keys': make, 'GET /healthz': {} });
    await open('/api-keys');
    await user.click(await screen.findByRole('button', { name: 'Create a key' }));
    const form = within(await screen.findByRole('dialog'));
    await user.type(form.getByLabelText('Name'), 'website');

    await user.click(form.getByRole('button', { name: 'Create the key' }));
    await form.findByRole('alert');
    await user.click(form.getByRole('button', { name: 'Create the key' }));

    expect(await form.findByText('wh_secret')).toBeTruthy();
    const [first, second] = make.mock.calls.map(([asked]) => asked);
    expect(second!.headers.get('Idempotency-Key')).toBe(first!.headers.get('Idempotency-Key'));
    expect(second!.body).toEqual(first!.body);
  });

  it('rotates a key once, and shows its secret', async () => {
    const rotate = lostAtFirst({ apiKey: {}, key: 'wh_another' });
    const key = { keyId: 'key_1', name: 'website', prefix: 'wh_1', scopes: ['invoke'], createdAt: '2026-11-28T00:00:00Z', previousEndsAt: '2999-01-01T00:00:00Z' };
    serve({ 'GET /v1/api-keys': { items: [key, { ...key, keyId: 'key_2', name: 'job', previousEndsAt: '2020-01-01T00:00:00Z' }] }, 'GET /v1/agents': { items: [] }, 'POST /v1/api-keys/key_1/rotate': rotate, 'GET /healthz': {} });
    await open('/api-keys');
    expect(await screen.findAllByText(/the secret before works until/)).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Rotate website' }));
    const form = within(await screen.findByRole('dialog'));
    await user.selectOptions(form.getByLabelText('The present secret ends'), 'In a day');

    await user.click(form.getByRole('button', { name: 'Rotate the key' }));
    await form.findByRole('alert');
    await user.click(form.getByRole('button', { name: 'Rotate the key' }));

    expect(await form.findByText('wh_another')).toBeTruthy();
    const [first, second] = rotate.mock.calls.map(([asked]) => asked);
    expect(first!.body).toEqual({ graceSeconds: 86_400 });
    expect(second!.headers.get('Idempotency-Key')).toBe(first!.headers.get('Idempotency-Key'));
    await user.click(form.getByRole('button', { name: 'I have copied it' }));
    expect(screen.queryByText('wh_another')).toBeNull();
  });

  it('makes no second clone', async () => {
    const make = lostAtFirst({ ...agent, agentId: 'agt_2', name: 'twin' });
    serve({ 'GET /v1/agents': { items: [agent] }, 'GET /v1/agents/agt_1': agent, 'POST /v1/agents/agt_1/clone': make, 'GET /healthz': {} });
    await open('/agents/agt_1/settings');
    await user.click(await screen.findByRole('button', { name: 'Clone …' }));
    const form = within(await screen.findByRole('dialog'));

    await user.click(form.getByRole('button', { name: 'Clone' }));
    await form.findByRole('alert');
    await user.click(form.getByRole('button', { name: 'Clone' }));

    await waitFor(() => expect(window.location.pathname).toBe('/agents/agt_2'));
    const keys = make.mock.calls.map(([asked]) => asked.headers.get('Idempotency-Key'));
    expect(keys[1]).toBe(keys[0]);
  });
});
