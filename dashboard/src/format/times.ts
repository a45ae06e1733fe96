/** Times in the viewer's zone and locale. */
const locale = typeof navigator === 'undefined' ? 'en' : navigator.language;
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long' });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const dayAndTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' });
const shortClock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const shortDay = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric' });

const steps: [Intl.RelativeTimeFormatUnit, number][] = [['day', 86_400], ['hour', 3600], ['minute', 60]];

/** "3 min. ago"; beyond a month the date. */
export function ago(value: string, now: number = Date.now()): string {
  const seconds = (new Date(value).getTime() - now) / 1000;
  if (Math.abs(seconds) < 10) return relative.format(0, 'second');
  if (Math.abs(seconds) > 30 * 86_400) return day.format(new Date(value));
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(Math.trunc(seconds), 'second');
}

export const exact = (value: string): string => full.format(new Date(value));
export const onDay = (value: string): string => day.format(new Date(value));
export const atTime = (value: string): string => dayAndTime.format(new Date(value));
export const dayInShort = (value: string): string => shortDay.format(new Date(value));
export const clockTime = (value: string): string => clock.format(new Date(value));

/** A day that is no moment, as in 2026-11-17: the same in every zone. */
export const calendarDay = (value: string): string => new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' }).format(new Date(`${value.slice(0, 10)}T00:00:00Z`));

const withYear = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });

/** The same with its year. */
export const wholeDay = (value: string): string => withYear.format(new Date(`${value.slice(0, 10)}T00:00:00Z`));

/** A sentence of the API, in which days stand as 2026-11-17, with its days as the viewer writes them. */
export const withDays = (sentence: string): string => sentence.replace(/\b\d{4}-\d{2}-\d{2}\b/g, wholeDay);

/** The time of day of a moment. */
export const hourOf = (milliseconds: number): string => shortClock.format(new Date(milliseconds));

/** The label of a moment on an axis that spans so many seconds. */
export const axisTime = (seconds: number, span: number): string => (span > 2 * 86_400 ? shortDay : shortClock).format(new Date(seconds * 1000));

export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
