import type { ReactNode } from 'react';
import { cn } from './cn';
import { Skeleton } from './states';

interface Props {
  label: ReactNode;
  value: ReactNode;
  note?: ReactNode;
  loading?: boolean;
  className?: string;
}

export function Stat({ label, value, note, loading, className }: Props) {
  return (
    <div className={cn('min-w-0 bg-surface px-4 py-4 sm:px-5', className)}>
      <dt className="text-[0.8125rem] text-soft">{label}</dt>
      <dd className="mt-1">
        {loading ? <Skeleton className="h-8 w-24" /> : <span className="block truncate text-lg leading-8 font-semibold sm:text-[1.625rem] tracking-[-0.02em] tabular-nums">{value}</span>}
        <span className="mt-0.5 block min-h-4.5 text-xs text-soft">{!loading && note}</span>
      </dd>
    </div>
  );
}

/** Figures side by side, parted by hairlines. */
export function Stats({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={cn('grid grid-cols-2 gap-px overflow-hidden rounded-xl border bg-line shadow-card lg:grid-cols-4', className)}>{children}</dl>;
}
