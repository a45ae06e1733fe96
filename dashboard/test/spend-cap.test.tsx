import { screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { open, serve, type Asked } from './page';

it('A spend cap of a thousand dollars is that, and one that may be two amounts is asked for again', async () => {
  const set = vi.fn((_: Asked) => ({ usd: 1000 }));
  serve({ 'GET /v1/billing/usage': { totals: { costUsd: 0 }, spendCapUsd: null }, 'PUT /v1/billing/spend-cap': set });
  await open('/billing');
  const field = await screen.findByLabelText('US dollars a period');

  await user.type(field, '1.000');
  expect((await screen.findByText(/^Give an amount in dollars/)).textContent).toContain('1250.5');
  await user.clear(field);
  await user.type(field, '1,000{Enter}');

  await waitFor(() => expect(set).toHaveBeenCalledOnce());
  expect(set.mock.calls[0]![0].body).toEqual({ usd: 1000 });
});
