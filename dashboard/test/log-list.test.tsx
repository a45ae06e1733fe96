import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { LogLine } from '@/logs/log-buffer';
import { LogList } from '@/logs/log-list';

afterEach(cleanup);

const lines = (from: number, to: number): LogLine[] => Array.from({ length: to - from }, (_, index) => ({ id: `id-${from + index}`, timestamp: '2026-11-28T00:00:00Z', level: 'info', message: `line ${from + index}`, source: 'log' }));
const list = (shown: LogLine[]) => <LogList lines={shown} selected={undefined} onSelect={vi.fn()} onAtEnd={vi.fn()} onTop={vi.fn()} />;

it('What one reads stays where it is while older lines come in above, and while the oldest leave', () => {
  const { rerender } = render(list(lines(100, 1100)));
  const box = screen.getByRole('listbox');
  Object.defineProperties(box, { scrollHeight: { value: 24_000 }, clientHeight: { value: 600 } });
  box.scrollTop = 2400;
  fireEvent.scroll(box);

  rerender(list(lines(90, 1100)));
  expect(box.scrollTop).toBe(2640);

  rerender(list(lines(110, 1120)));
  expect(box.scrollTop).toBe(2160);
});
