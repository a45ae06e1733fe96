import { screen } from '@testing-library/react';
import user from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { AlertsView } from '@/api/schema';
import { open, serve } from './page';

describe('the webhook’s secret', () => {
  it('stays on the screen when its first save switches the alerts on', async () => {
    let view: AlertsView = { enabled: false, thresholds: [80], alerts: [] };
    serve({
      'GET /v1/billing/alerts': () => view,
      'PUT /v1/billing/alerts': () => {
        view = { ...view, enabled: true, webhookUrl: 'https://example.com/alerts' };
        return { ...view, webhookSecret: 'whsec_1' };
      },
    });
    await open('/billing');

    await user.type(await screen.findByLabelText('Webhook address'), 'https://example.com/alerts');
    await user.click(screen.getByRole('button', { name: 'Switch alerts on' }));

    expect(await screen.findByRole('button', { name: 'Switch off' })).toBeTruthy();
    expect(screen.getByText('whsec_1')).toBeTruthy();
  });
});
