import { describe, expect, it } from 'vitest';
import { SseParser } from '@/live/sse';

const all = (...chunks: string[]) => {
  const parser = new SseParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
};

describe('SseParser', () => {
  it('reads name, data and id of an event', () => {
    expect(all('id: 7\nevent: log\ndata: {"a":1}\n\n')).toEqual([{ name: 'log', data: '{"a":1}', id: '7' }]);
  });

  it('reads the same events however the text is cut', () => {
    const text = '\uFEFF: beat\r\n\r\nevent: meta\r\ndata: one\r\n\r\nid: 2\ndata: a\ndata: b\n\ndata:x\r\r';
    const whole = all(text);

    for (let at = 1; at < text.length; at++) expect(all(text.slice(0, at), text.slice(at))).toEqual(whole);
    expect(all(...text)).toEqual(whole);
    expect(whole.map((event) => event.data)).toEqual(['one', 'a\nb']);
  });

  it('keeps the last id for events that have none', () => {
    expect(all('id: 1\ndata: a\n\ndata: b\n\n').map((event) => event.id)).toEqual(['1', '1']);
  });

  it('says nothing of heartbeats and of events without data', () => {
    expect(all(': heartbeat\n\n', 'event: nothing\n\n', 'data: yes\n\n')).toEqual([{ name: 'message', data: 'yes', id: undefined }]);
  });

  it('does not give out an event that was cut off', () => {
    expect(all('data: half\n')).toEqual([]);
  });
});
