import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { topOf } from '@/ui/bars';
import { agent, open, serve } from './page';

describe('the end of an axis', () => {
  it('is round, holds the value, and has a whole half', () => {
    for (const [value, top] of [[0, 2], [1, 2], [3, 4], [5, 6], [9, 10], [10, 10], [11, 20], [379, 400], [7_001, 8_000], [99_999, 100_000]] as const) expect([value, topOf(value)]).toEqual([value, top]);
  });
});

describe('the overview', () => {
  it('shows what all agents did hour by hour from the first hour on', async () => {
    const totals = { requests: 9, errors: 2, tokens: 0, computeMs: 0 };
    const hours = Array.from({ length: 24 }, () => 0);
    serve({
      'GET /v1/agents': { items: [agent] },
      'GET /v1/metrics': {
        from: '2026-11-28T12:00:00Z', to: '2026-11-29T12:00:00Z', stepSeconds: 3600, totals,
        agents: [{ agentId: 'agt_1', requestsByStep: [...hours.slice(1), 4] }, { agentId: 'agt_2', requestsByStep: [...hours.slice(1), 5] }],
      },
      'GET /v1/billing/usage': { start: '2026-11-29', end: '2026-12-29', totals, days: [{ day: '2026-11-29', requests: 9 }], agents: [], runtimes: [], prices: [] },
      'GET /healthz': {},
    });
    await open('/');

    const chart = await screen.findByRole('figure', { name: 'Requests by hour: 9 in the last 24 hours, 2 of them failed' });

    expect(chart.textContent).toContain('10');
    expect(chart.querySelectorAll('.bg-accent')).toHaveLength(24);
    expect((chart.querySelectorAll<HTMLElement>('.bg-accent')[23] as HTMLElement).style.height).toBe('90%');
  });
});
