import { screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { open, serve } from './page';

it('Days of which the last lies before the first are not asked for, and it is said once, where they are chosen', async () => {
  const asked = vi.fn(() => ({ items: [] }));
  serve({ 'GET /v1/audit': asked, 'GET /v1/agents': { items: [] } });
  await open('/audit?from=2026-12-02&to=2026-12-01');

  const alerts = await screen.findAllByRole('alert');

  expect(alerts.map((alert) => alert.textContent)).toEqual(['Not before the first day.']);
  expect(within(alerts[0]!.parentElement!).getByLabelText('To').getAttribute('aria-invalid')).toBe('true');
  expect(asked).not.toHaveBeenCalled();
});
