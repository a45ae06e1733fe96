import { percent } from '@/format/numbers';
import { cn } from './cn';

/** How much of a limit is used; a calm one, of things that one has and does not use up, warns of nothing. */
export function Meter({ label, used, allowed, calm, className }: { label: string; used: number; allowed: number; calm?: boolean; className?: string }) {
  const part = allowed > 0 ? used / allowed : used > 0 ? 1 : 0;
  const full = Math.min(Math.max(part, 0), 1);
  return (
    <div role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(full * 100)} aria-valuetext={`${percent(part)} used`} className={cn('h-1.5 overflow-hidden rounded-full bg-sunken', className)}>
      <div className={cn('h-full rounded-full transition-[width] duration-500', calm ? 'bg-accent' : part >= 1 ? 'bg-bad' : part >= 0.8 ? 'bg-warn' : 'bg-accent')} style={{ width: `${Math.max(full * 100, full > 0 ? 1.5 : 0)}%` }} />
    </div>
  );
}
