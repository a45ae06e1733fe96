import { screen, within } from '@testing-library/react';
import user from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { failure, open, serve, type Asked } from './page';

it.each([['/usage', 'GET /v1/billing/usage'], ['/audit', 'GET /v1/audit']])('A file of %s that can’t be had says why, with its trace and what to do next', async (page, operation) => {
  serve({ [operation]: ({ headers }: Asked) => (headers.get('Accept') === 'text/csv' ? failure('UNAUTHORIZED', 403, 'Not with this plan.') : failure('NOT_FOUND', 404)) });
  await open(page);

  await user.click(await screen.findByRole('button', { name: 'CSV' }));

  const notices = within(screen.getByRole('region', { name: 'Notices' }));
  expect(await notices.findByText('Not with this plan.')).toBeTruthy();
  expect(notices.getByText('trace-1')).toBeTruthy();
  expect(notices.getByText(/Look at your plan/)).toBeTruthy();
  await user.click(notices.getByRole('button', { name: 'Dismiss' }));
});
