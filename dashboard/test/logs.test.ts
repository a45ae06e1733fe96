import { describe, expect, it } from 'vitest';
import { asFile, merge, mostLines, type LogLine } from '@/logs/log-buffer';

// As the API's ids do: the newer a line, the smaller its id.
const line = (second: number): LogLine => ({ id: String(1_000_000 - second).padStart(19, '0'), timestamp: new Date(second * 1000).toISOString(), level: 'info', message: `line ${second}`, source: 'log' });
const seconds = (lines: readonly LogLine[]) => lines.map((item) => Date.parse(item.timestamp) / 1000);

describe('merge', () => {
  it('puts the newest last, whatever comes first', () => {
    expect(seconds(merge(merge([], [line(3), line(2)]), [line(4), line(1)]))).toEqual([1, 2, 3, 4]);
  });

  it('keeps a line that comes twice once', () => {
    expect(seconds(merge([line(1), line(2)], [line(2), line(3), line(3)]))).toEqual([1, 2, 3]);
    expect(seconds(merge([], [line(1), line(1)]))).toEqual([1]);
  });

  it('lets the oldest go when there are too many', () => {
    const full = Array.from({ length: mostLines }, (_, index) => line(index + 10));

    expect(seconds(merge(full, [line(20_000)])).at(-1)).toBe(20_000);
    expect(merge(full, [line(20_000)])).toHaveLength(mostLines);
    expect(seconds(merge(full, [line(5)]))[0]).toBe(10);
  });

  it('gives back the same list when nothing came', () => {
    const lines = [line(1)];
    expect(merge(lines, [])).toBe(lines);
  });
});

describe('the file', () => {
  it('has one line of JSON for each', async () => {
    const text = await asFile([line(1), line(2)]).text();
    expect(text.trim().split('\n').map((row) => (JSON.parse(row) as LogLine).message)).toEqual(['line 1', 'line 2']);
  });
});
