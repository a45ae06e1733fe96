import { fireEvent, render, screen } from '@testing-library/react';
import user from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { Bars, topOf } from '@/ui/bars';
import { agent, open, serve } from './page';

describe('the end of an axis', () => {
  it('is round, holds the value, and has a whole half', () => {
    for (const [value, top] of [[0, 2], [1, 2], [3, 4], [5, 6], [9, 10], [10, 10], [11, 20], [379, 400], [7_001, 8_000], [99_999, 100_000]] as const) expect([value, topOf(value)]).toEqual([value, top]);
  });
});

describe('bars', () => {
  const show = () => {
    render(<Bars values={[3, 0, 12]} names={['1 AM', '2 AM', '3 AM']} label="Requests by hour" />);
    return screen.getByRole('slider', { name: '1 AM – 3 AM' });
  };

  it('are read one by one with the keyboard', async () => {
    const bars = show();
    expect(bars.getAttribute('aria-valuetext')).toBe('3 AM: 12');

    bars.focus();
    await user.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
    expect(bars.getAttribute('aria-valuetext')).toBe('1 AM: 3');
    expect(bars.getAttribute('aria-valuenow')).toBe('0');
    expect(screen.getByRole('figure').querySelector('figcaption')?.textContent).toBe('31 AM');
    await user.keyboard('{End}{ArrowRight}');
    expect(bars.getAttribute('aria-valuetext')).toBe('3 AM: 12');
    await user.tab();

    expect(screen.getByRole('figure').querySelector('figcaption')?.textContent).toBe('');
  });

  it('keep what a finger pointed at when it is lifted, unlike a mouse that moves on', () => {
    const bars = show();
    const said = () => screen.getByRole('figure').querySelector('figcaption')?.textContent;

    fireEvent.pointerOver(bars.querySelectorAll('.bg-accent')[2]!.parentElement!, { pointerType: 'touch' });
    fireEvent.pointerOut(bars, { pointerType: 'touch' });
    expect(said()).toBe('123 AM');
    fireEvent.pointerOut(bars, { pointerType: 'mouse' });

    expect(said()).toBe('');
  });
});

describe('the overview', () => {
  it('shows what all agents did hour by hour from the first hour on, and the period’s figures as of now', async () => {
    const totals = { requests: 9, errors: 2, tokens: 0, computeMs: 0 };
    const hours = Array.from({ length: 24 }, () => 0);
    serve({
      'GET /v1/agents': { items: [agent] },
      'GET /v1/metrics': {
        from: '2026-11-28T12:00:00Z', to: '2026-11-29T12:00:00Z', stepSeconds: 3600, totals,
        agents: [{ agentId: 'agt_1', requestsByStep: [...hours.slice(1), 4] }, { agentId: 'agt_2', requestsByStep: [...hours.slice(1), 5] }],
      },
      'GET /v1/billing/usage': { start: '2026-11-29', end: '2026-12-29', totals, days: [{ day: '2026-11-29', requests: 9 }], agents: [], runtimes: [], prices: [] },
      'GET /v1/limits': { tier: 'free', periodEnd: '2026-12-29T00:00:00Z', limits: [{ name: 'requestsPerMonth', used: 12, allowed: 10000 }, { name: 'tokensPerMonth', used: 40, allowed: 1000000 }] },
      'GET /healthz': {},
    });
    await open('/');

    const chart = await screen.findByRole('figure', { name: 'Requests by hour: 9 in the last 24 hours, 2 of them failed' });

    expect(screen.getAllByText('Requests').map((name) => name.nextElementSibling?.textContent)).toEqual(['12in this period', '12 of 10,000']);
    expect(chart.textContent).toContain('10');
    expect(chart.querySelectorAll('.bg-accent')).toHaveLength(24);
    expect((chart.querySelectorAll<HTMLElement>('.bg-accent')[23] as HTMLElement).style.height).toBe('90%');
  });
});
