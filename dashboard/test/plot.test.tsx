import { cleanup, render, screen } from '@testing-library/react';
import user from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChartProps } from '@/ui/chart';
import Plot from '@/ui/plot';

type Options = { hooks: { setCursor: ((chart: unknown) => void)[] }; axes: { values: (chart: unknown, ticks: number[]) => string[] }[] };

let options: Options;

// Draws nothing: a canvas is nowhere here. It points at what lies nearest, as the library does.
const library = vi.hoisted(() => ({ current: undefined as unknown as new (given: unknown, data: number[][]) => object }));
vi.mock('uplot', () => ({ default: class { static paths = { bars: () => () => null }; constructor(given: unknown, data: number[][]) { return new library.current(given, data); } } }));

beforeEach(() => {
  library.current = class {
    cursor: { idx: number | null } = { idx: null };
    constructor(given: unknown, private data: number[][]) { options = given as Options; }
    valToPos = (value: number) => this.data[0]!.indexOf(value) * 10;
    setCursor = ({ left }: { left: number }) => {
      this.cursor.idx = left < 0 ? null : left / 10;
      for (const tell of options.hooks.setCursor) tell(this);
    };
    setData = (data: number[][]) => (this.data = data);
    setSize = () => {};
    destroy = () => {};
  };
});

afterEach(cleanup);

const at = (hour: number) => new Date(2026, 10, 30, hour).getTime() / 1000;
const show = (part: Partial<ChartProps> = {}) =>
  render(<Plot label="Requests and errors" times={[at(1), at(2), at(3)]} format={String} series={[{ label: 'Requests', color: 'accent', bars: true, values: [5, 0, 172] }, { label: 'Errors', color: 'bad', bars: true, values: [0, 0, 19] }]} {...part} />);

describe('a chart', () => {
  it('is read moment by moment with the keyboard', async () => {
    show();
    const chart = screen.getByRole('slider', { name: 'Requests, Errors: each moment' });
    expect(chart.getAttribute('aria-valuetext')).toMatch(/Nov 30, 2026, 3:00\sAM: 172 requests, 19 errors/);

    await user.tab();
    await user.keyboard('{Home}');
    expect(chart.getAttribute('aria-valuetext')).toMatch(/1:00\sAM: 5 requests, 0 errors/);
    expect(screen.getByRole('figure').querySelector('figcaption')?.textContent).toMatch(/Requests5Errors0Nov 30, 2026, 1:00\sAM/);
    await user.keyboard('{ArrowRight}');
    expect(chart.getAttribute('aria-valuenow')).toBe('1');
    await user.tab();

    expect(screen.getByRole('figure').querySelector('figcaption')?.textContent).toBe('RequestsErrors');
  });

  it('tells of what is measured and not counted by its name, also where there is none', () => {
    show({ series: [{ label: 'p50', color: 'accent', values: [1, 2, null] }] });

    expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toMatch(/: p50 –$/);
  });

  it('of nothing says so, and invents no scale', () => {
    show({ series: [{ label: 'Requests', color: 'accent', bars: true, values: [0, 0, 0] }, { label: 'p50', color: 'bad', values: [null, null, null] }] });

    expect(screen.getByText('Nothing in this window')).toBeTruthy();
    expect(options.axes[1]!.values(undefined, [0, 0.5, 1])).toEqual(['', '', '']);
  });

  it('of something has its scale', () => {
    show();

    expect(screen.queryByText('Nothing in this window')).toBeNull();
    expect(options.axes[1]!.values(undefined, [0, 100])).toEqual(['0', '100']);
  });
});
