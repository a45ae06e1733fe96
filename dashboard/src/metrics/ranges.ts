/** The windows that can be looked at, each with the step that draws it well. */
export const ranges = [
  { name: '1h', label: '1 hour', hours: 1, step: '1m' },
  { name: '6h', label: '6 hours', hours: 6, step: '5m' },
  { name: '24h', label: '24 hours', hours: 24, step: '15m' },
  { name: '7d', label: '7 days', hours: 168, step: '1h' },
  { name: '30d', label: '30 days', hours: 720, step: '6h' },
] as const;

export type Range = (typeof ranges)[number];

export const rangeOf = (name: string | undefined): Range => ranges.find((range) => range.name === name) ?? ranges[2];
