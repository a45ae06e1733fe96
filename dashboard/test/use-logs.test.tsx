import { act, renderHook, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reached } from '@/api/connection';
import { loadConfig } from '@/config';
import { mostLines, type LogLine } from '@/logs/log-buffer';
import { useLogs } from '@/logs/use-logs';
import { agent, failure, open, serve, type Asked } from './page';

// As the API's ids do: the newer a line, the smaller its id.
const line = (second: number, text = `line ${second}`): LogLine => ({ id: String(1_000_000 - second).padStart(19, '0'), timestamp: new Date(second * 1000).toISOString(), level: 'info', message: text, source: 'log' });
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => line(to - 1 - index));

let read: (query: URLSearchParams, asked: Asked) => unknown;
let stream: (query: URLSearchParams, asked: Asked) => unknown;

beforeEach(async () => {
  stream = () => new Response(new ReadableStream());
  serve({
    'GET /v1/agents/agt_1': agent,
    'GET /v1/agents/agt_1/logs': (asked: Asked) => (asked.headers.get('Accept') === 'text/event-stream' ? stream(asked.url.searchParams, asked) : read(asked.url.searchParams, asked)),
    'GET /healthz': {},
  });
  await loadConfig();
});

afterEach(() => {
  vi.useRealTimers();
  reached();
});

describe('older lines', () => {
  it('of a filter that was left do not come into the present one, nor does their failure', async () => {
    let answer: (page: unknown) => void = () => {};
    read = (query) => {
      if (query.get('cursor')) return new Promise((resolve) => (answer = resolve));
      return query.get('level') ? { items: [line(9, 'an error')] } : { items: [line(10)], nextCursor: 'more' };
    };
    const { result, rerender } = renderHook(({ level }: { level?: string }) => useLogs('agt_1', { level }, false), { initialProps: {} });
    await waitFor(() => expect(result.current.lines).toHaveLength(1));

    act(() => void result.current.loadOlder());
    rerender({ level: 'error' });
    await waitFor(() => expect(result.current.lines.map(({ message }) => message)).toEqual(['an error']));
    await act(async () => answer({ items: [line(1)] }));

    expect(result.current.lines.map(({ message }) => message)).toEqual(['an error']);
    expect(result.current.loadingOlder).toBe(false);
  });

  it('that could not be read are asked for again, and the failure goes', async () => {
    let broken = true;
    read = (query) => (!query.get('cursor') ? { items: [line(10)], nextCursor: 'more' } : broken ? failure('INTERNAL', 500) : { items: [line(1)] });
    const { result } = renderHook(() => useLogs('agt_1', {}, false));
    await waitFor(() => expect(result.current.loaded).toBe(true));

    await act(() => result.current.loadOlder());
    expect(result.current.error?.code).toBe('INTERNAL');
    broken = false;
    await act(() => result.current.loadOlder());

    expect(result.current.error).toBeUndefined();
    expect(result.current.lines).toHaveLength(2);
  });

  it('are not asked for where the newest would have to go', async () => {
    const asked = vi.fn();
    read = (query) => (query.get('cursor') ? (asked(), { items: lines(0, 10) }) : { items: lines(10, 10 + mostLines), nextCursor: 'more' });
    const { result } = renderHook(() => useLogs('agt_1', {}, false));
    await waitFor(() => expect(result.current.lines).toHaveLength(mostLines));

    await act(() => result.current.loadOlder());

    expect(asked).not.toHaveBeenCalled();
    expect(result.current.full).toBe(true);
    expect(result.current.lines.at(-1)?.message).toBe(`line ${9 + mostLines}`);
  });
});

describe('what is written later', () => {
  it('is polled back to what is known, where more than a page of it was written and no stream comes through', async () => {
    let written = 2;
    stream = () => Response.json({ error: { code: 'INTERNAL', message: 'No streams here.', retryable: true } }, { status: 503 });
    read = (query) => {
      const from = Number(query.get('cursor') ?? written);
      return { items: lines(Math.max(from - 200, 0), from), nextCursor: from > 200 ? String(from - 200) : undefined };
    };
    const { result } = renderHook(() => useLogs('agt_1', {}, false));
    await waitFor(() => expect(result.current.lines).toHaveLength(2));

    written = 702;

    await waitFor(() => expect(result.current.lines).toHaveLength(702));
    expect(result.current.lines.map(({ message }) => message)).toEqual(lines(0, 702).map(({ message }) => message).reverse());
  });

  it('is awaited from when the log was read first, by the clock of the control plane, also after a pause', async () => {
    const asked: (string | null)[] = [];
    stream = (query) => {
      asked.push(query.get('since'));
      return new Response(new ReadableStream());
    };
    read = () => Response.json({ items: [] }, { headers: { Date: 'Sat, 28 Nov 2026 10:00:00 GMT' } });
    const { rerender } = renderHook(({ paused }) => useLogs('agt_1', {}, paused), { initialProps: { paused: false } });
    await waitFor(() => expect(asked).toHaveLength(1));

    rerender({ paused: true });
    rerender({ paused: false });

    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked).toEqual(['2026-11-28T09:59:00.000Z', '2026-11-28T09:59:00.000Z']);
  });
});

describe('a log that nobody looks at', () => {
  const look = (hidden: boolean) => {
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
    document.dispatchEvent(new Event('visibilitychange'));
  };

  it('gives its connection up after a while, and goes on after its last line', async () => {
    const opened: { after: string | null; signal: AbortSignal | undefined }[] = [];
    read = () => ({ items: [line(1)] });
    stream = (_, { headers, signal }) => {
      opened.push({ after: headers.get('Last-Event-ID'), signal });
      return new Response(new ReadableStream());
    };
    const { result } = renderHook(() => useLogs('agt_1', {}, false));
    await waitFor(() => expect(opened).toHaveLength(1));
    vi.useFakeTimers();

    look(true);
    await act(() => vi.advanceTimersByTimeAsync(19_000));
    expect(opened[0]!.signal!.aborted).toBe(false);
    await act(() => vi.advanceTimersByTimeAsync(2_000));
    expect(opened[0]!.signal!.aborted).toBe(true);
    vi.useRealTimers();
    act(() => look(false));

    await waitFor(() => expect(opened).toHaveLength(2));
    expect(opened[1]!.after).toBe(line(1).id);
    expect(result.current.lines).toHaveLength(1);
  });

  it('keeps it where somebody comes back soon', async () => {
    const opened = vi.fn();
    read = () => ({ items: [line(1)] });
    stream = (_, { signal }) => {
      opened(signal);
      return new Response(new ReadableStream());
    };
    renderHook(() => useLogs('agt_1', {}, false));
    await waitFor(() => expect(opened).toHaveBeenCalledOnce());
    vi.useFakeTimers();

    look(true);
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    look(false);
    await act(() => vi.advanceTimersByTimeAsync(20_000));
    vi.useRealTimers();

    expect(opened).toHaveBeenCalledOnce();
  });
});

describe('a log that could not be read at first', () => {
  it('does not seem empty, and is read when the control plane is back', async () => {
    let away = true;
    read = () => (away ? Promise.reject(new TypeError('Failed to fetch')) : { items: [line(1)] });
    await open('/agents/agt_1/logs');

    expect((await screen.findByRole('alert')).textContent).toContain('We keep trying to reach it');
    expect(screen.queryByText('No lines yet')).toBeNull();
    away = false;

    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull(), { timeout: 3000 });
    expect(await screen.findByRole('listbox', { name: 'Log lines' })).toBeTruthy();
  });
});
