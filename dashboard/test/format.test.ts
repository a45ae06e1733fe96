import { describe, expect, it } from 'vitest';
import { bytes, duration, parseAmount, plain, short, usd } from '@/format/numbers';
import { ago, calendarDay, withDays } from '@/format/times';
import { amountOf } from '@/usage/limit-rows';
import { monthsBack } from '@/usage/periods';

describe('a sentence of the API', () => {
  it('has its days as the locale writes them', () => {
    expect(withDays('Pro renews on 2026-12-29. It cost 2026-1.')).toBe('Pro renews on Dec 29, 2026. It cost 2026-1.');
  });
});

describe('numbers', () => {
  it('keep the digits of small sums', () => {
    expect(usd(0)).toBe('$0.00');
    expect(usd(0.0000026)).toBe('$0.0000026');
    expect(usd(1234.5)).toBe('$1,234.50');
  });

  it('of bytes and durations choose their unit', () => {
    expect(bytes(0)).toBe('0 bytes');
    expect(bytes(1536)).toBe('1.5 kB');
    expect(bytes(1024 ** 3)).toBe('1 GB');
    expect(duration(42)).toBe('42 ms');
    expect(duration(2840)).toBe('2.84 sec');
    expect(duration(1_000_000)).toBe('16.7 min');
  });

  it('are shortened only when they are large', () => {
    expect(short(99_999)).toBe('99,999');
    expect(short(1_000_000)).toBe('1M');
  });

  it('are read as the locale writes them, and not where they may be meant otherwise', () => {
    for (const [text, value] of [['50', 50], ['1,000', 1000], ['$ 1,250.50', 1250.5], ['1234567', 1_234_567], ['0.005', 0.005]] as const) expect(parseAmount(text, 'en')).toBe(value);
    for (const text of ['', 'minus one', '-1', '1,5', '1.000', '1,00', '12,50', '1.2.3', '1e3', 'Infinity']) expect(parseAmount(text, 'en')).toBeUndefined();
    expect(parseAmount('1.250,50', 'de')).toBe(1250.5);
    expect(parseAmount('12,5', 'de')).toBe(12.5);
    expect(parseAmount('1,000', 'de')).toBeUndefined();
    expect(parseAmount('12.50', 'de')).toBeUndefined();
    expect(parseAmount('1 250,5', 'fr')).toBe(1250.5);
    expect(parseAmount('1,00,000', 'en-IN')).toBe(100_000);
    for (const locale of ['en', 'de', 'fr', 'ar-EG']) expect(parseAmount(plain(1250.5, locale), locale)).toBe(1250.5);
  });

  it('of limits are in the limit’s unit', () => {
    expect(amountOf('spendCapUsd', 50)).toBe('$50.00');
    expect(amountOf('storageBytes', 1024)).toBe('1 kB');
    expect(amountOf('requestsPerMonth', 10_000)).toBe('10,000');
  });
});

describe('times', () => {
  const now = Date.parse('2026-11-28T12:00:00Z');

  it('are told from now', () => {
    expect(ago('2026-11-28T11:59:58Z', now)).toBe('now');
    expect(ago('2026-11-28T11:57:00Z', now)).toBe('3 min. ago');
    expect(ago('2026-11-28T14:00:00Z', now)).toBe('in 2 hr.');
    expect(ago('2026-11-26T12:00:00Z', now)).toBe('2 days ago');
  });

  it('beyond a month are dates', () => {
    expect(ago('2026-08-01T12:00:00Z', now)).toBe('Aug 1, 2026');
  });

  it('that are days stay the same day in every zone', () => {
    expect(calendarDay('2026-11-01')).toBe('Nov 1');
  });

  it('name past months as the API does, over the turn of a year', () => {
    expect(monthsBack(3, new Date('2026-02-10T00:00:00Z')).map((month) => month.name)).toEqual(['2026-01', '2025-12', '2025-11']);
  });
});
