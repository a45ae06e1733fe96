import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import { follow, type FollowState } from '@/live/follow';

const answer = (text: string) => new Response(text, { headers: { 'Content-Type': 'text/event-stream' } });
const noWait = () => Promise.resolve();

afterEach(() => void vi.useRealTimers());

describe('follow', () => {
  it('takes a cut stream up again after the last event', async () => {
    const asked: (string | undefined)[] = [];
    const seen: string[] = [];
    const streams = ['id: 1\ndata: a\n\nid: 2\ndata: b\n\n', 'id: 3\ndata: c\n\n'];

    await follow({
      signal: new AbortController().signal,
      wait: noWait,
      open: (lastId) => { asked.push(lastId); return Promise.resolve(answer(streams.shift()!)); },
      onEvent: (event) => { seen.push(event.data); return event.data === 'c'; },
    });

    expect(asked).toEqual([undefined, '2']);
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('polls where no stream comes through, until there is nothing more to come', async () => {
    const states: FollowState[] = [];
    let polls = 0;

    await follow({
      signal: new AbortController().signal,
      wait: noWait,
      open: () => Promise.reject(new TypeError('Failed to fetch')),
      onEvent: () => false,
      onState: (state) => states.push(state),
      poll: () => Promise.resolve(++polls === 3),
    });

    expect(polls).toBe(3);
    expect(states).toContain('polling');
    expect(states.at(-1)).toBe('ended');
  });

  it('polls where the answer to a stream never comes, and does not go on waiting for it', async () => {
    vi.useFakeTimers();
    const waited: AbortSignal[] = [];
    let polls = 0;

    const followed = follow({
      signal: new AbortController().signal,
      wait: noWait,
      open: (_, signal) => { waited.push(signal); return new Promise(() => {}); },
      onEvent: () => false,
      poll: () => Promise.resolve(++polls === 1),
    });
    await vi.advanceTimersByTimeAsync(60_000);
    await followed;

    expect(polls).toBe(1);
    expect(waited.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });

  it('tries the stream again after some polls', async () => {
    let opened = 0;
    let polls = 0;

    await follow({
      signal: new AbortController().signal,
      wait: noWait,
      open: () => (++opened < 4 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(answer('data: end\n\n'))),
      onEvent: () => true,
      poll: () => Promise.resolve(void polls++),
    });

    expect(opened).toBe(4);
    expect(polls).toBe(10);
  });

  it('ends at a refusal that no repeat can change', async () => {
    const errors: string[] = [];

    await follow({
      signal: new AbortController().signal,
      wait: noWait,
      open: () => Promise.reject(new ApiError('NOT_FOUND', 'Gone.', 404, false)),
      onEvent: () => false,
      onError: (error) => errors.push(error.code),
    });

    expect(errors).toEqual(['NOT_FOUND']);
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();

    await follow({ signal: stop.signal, wait: noWait, open: () => { stop.abort(); return Promise.reject(new TypeError('Failed to fetch')); }, onEvent: () => false });

    expect(stop.signal.aborted).toBe(true);
  });
});
