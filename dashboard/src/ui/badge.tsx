import type { ReactNode } from 'react';
import { cn } from './cn';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'accent';

const tones: Record<Tone, string> = {
  neutral: 'bg-sunken text-soft',
  good: 'bg-good-soft text-good-ink',
  warn: 'bg-warn-soft text-warn-ink',
  bad: 'bg-bad-soft text-bad-ink',
  accent: 'bg-accent-soft text-accent-ink',
};

const dots: Record<Tone, string> = { neutral: 'bg-faint', good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', accent: 'bg-accent' };

export function Badge({ tone = 'neutral', dot, pulse, className, children }: { tone?: Tone; dot?: boolean; pulse?: boolean; className?: string; children: ReactNode }) {
  return (
    <span className={cn('inline-flex h-5.5 w-fit shrink-0 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap', tones[tone], className)}>
      {dot && <span aria-hidden="true" className={cn('size-1.5 rounded-full', dots[tone], pulse && 'animate-pulse')} />}
      {children}
    </span>
  );
}
