/** Numbers in the viewer's own locale. */
const locale = typeof navigator === 'undefined' ? 'en' : navigator.language;
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });

export const count = (value: number): string => whole.format(value);

/** 12,345 as it is, 12,345,678 as 12.3M. */
export const short = (value: number): string => (Math.abs(value) < 100_000 ? whole.format(value) : compact.format(value));

export const percent = (value: number): string => share.format(value);

/** Dollars; small sums keep enough digits to be told apart. */
export function usd(value: number, currency = 'USD'): string {
  const digits = value !== 0 && Math.abs(value) < 0.01 ? { minimumSignificantDigits: 1, maximumSignificantDigits: 2 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(value);
}

/** A number as one types it: without grouping, with all its digits. */
export const plain = (value: number, of = locale): string => new Intl.NumberFormat(of, { useGrouping: false, maximumFractionDigits: 20, numberingSystem: 'latn' }).format(value);

/** The amount that somebody who writes numbers as their locale does has typed; undefined where that is none, or may as well be meant in thousands. */
export function parseAmount(text: string, of = locale): number | undefined {
  const parts = new Intl.NumberFormat(of, { numberingSystem: 'latn' }).formatToParts(1_234_567.8);
  const sign = (type: 'group' | 'decimal') => `[${parts.find((part) => part.type === type)?.value.trim() || '\\s'}]`;
  const grouped = `[1-9]\\d{0,2}(?:${sign('group')}\\d{2,3})*${sign('group')}\\d{3}`;
  const [, whole, fraction] = new RegExp(`^\\$?\\s*(\\d+|${grouped})(?:${sign('decimal')}(\\d+))?$`).exec(text.trim()) ?? [];
  if (whole === undefined || (fraction?.length === 3 && /^[1-9]\d{0,2}$/.test(whole))) return undefined;
  return Number(`${whole.replace(/\D/g, '')}.${fraction ?? 0}`);
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function bytes(value: number): string {
  const step = value < 1 ? 0 : Math.min(Math.floor(Math.log(value) / Math.log(1024)), units.length - 1);
  return new Intl.NumberFormat(locale, { style: 'unit', unit: units[step]!, unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: step === 0 ? 0 : 1 }).format(value / 1024 ** step);
}

/** A duration in the unit that people would choose. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return unit(milliseconds, 'millisecond', milliseconds < 10 && !Number.isInteger(milliseconds) ? 1 : 0);
  if (milliseconds < 60_000) return unit(milliseconds / 1000, 'second', milliseconds < 10_000 ? 2 : 1);
  if (milliseconds < 3_600_000) return unit(milliseconds / 60_000, 'minute', 1);
  if (milliseconds < 172_800_000) return unit(milliseconds / 3_600_000, 'hour', 1);
  return unit(milliseconds / 86_400_000, 'day', 1);
}

const unit = (value: number, name: string, digits: number): string => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
