import type { LogLinePage } from '@/api/schema';

export type LogLine = LogLinePage['items'][number];

export const mostLines = 10_000;

/** Lines from the oldest to the newest, each once; beyond what is kept the oldest go. The API's ids sort the newest first. */
export function merge(lines: readonly LogLine[], more: readonly LogLine[]): readonly LogLine[] {
  return more.length === 0 ? lines : join(lines, [...more].sort(byAge)).slice(-mostLines);
}

function join(a: readonly LogLine[], b: readonly LogLine[]): readonly LogLine[] {
  const last = a.at(-1);
  const first = b[0]!;
  // The usual case: what follows is newer than what is there.
  if (!last || byAge(last, first) < 0) return [...a, ...distinct(b)];
  const known = new Map<string, LogLine>();
  for (const line of a) known.set(line.id, line);
  for (const line of b) known.set(line.id, line);
  return [...known.values()].sort(byAge);
}

const byAge = (one: LogLine, two: LogLine): number => (one.id > two.id ? -1 : one.id < two.id ? 1 : 0);

const distinct = (lines: readonly LogLine[]): readonly LogLine[] => lines.filter((line, index) => index === 0 || line.id !== lines[index - 1]!.id);

/** The lines as a file that other programs read: one JSON object a line. */
export const asFile = (lines: readonly LogLine[]): Blob => new Blob(lines.map((line) => `${JSON.stringify(line)}\n`), { type: 'application/x-ndjson' });
