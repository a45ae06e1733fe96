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

it('Lines tell their day beside their time where they are of several days', async () => {
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600);
  const at = (day: string, id: string): LogLine => ({ ...lines(0, 1)[0]!, id, timestamp: `2026-11-${day}T12:00:00Z` });

  const { rerender } = render(list([at('28', 'a'), at('28', 'b')]));
  expect((await screen.findAllByRole('option')).map(({ textContent }) => textContent)).not.toContainEqual(expect.stringContaining('Nov'));
  rerender(list([at('27', 'c'), at('28', 'b')]));

  expect(screen.getAllByRole('option').map(({ textContent }) => textContent?.slice(0, 6))).toEqual(['Nov 27', 'Nov 28']);
});
