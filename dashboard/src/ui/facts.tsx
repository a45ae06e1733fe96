import type { ReactNode } from 'react';

export type Fact = [name: string, value: ReactNode];

/** What is to be known of something, a line each. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="space-y-2 text-[0.8125rem]">
      {facts.map(([name, value]) => (
        <div key={name} className="flex items-center justify-between gap-4"><dt className="shrink-0 text-soft">{name}</dt><dd className="min-w-0 truncate text-right tabular-nums">{value}</dd></div>
      ))}
    </dl>
  );
}
