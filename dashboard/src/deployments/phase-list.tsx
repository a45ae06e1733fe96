import { Ban, Check, Minus, X } from 'lucide-react';
import type { Deployment } from '@/api/schema';
import { phases, type Phase } from '@/format/names';
import { cn } from '@/ui/cn';
import { Spinner } from '@/ui/spinner';

type State = 'done' | 'now' | 'failed' | 'cancelled' | 'ahead';

/** Where each phase stands, once the deployment is in the given one. */
export function phaseStates(phase: Phase, status: Deployment['status']): State[] {
  const at = phase === 'done' ? phases.length : phases.findIndex((item) => item.phase === phase);
  const here = status === 'deploying' ? 'now' : status === 'failed' || status === 'cancelled' ? status : 'done';
  return phases.map((_, index) => (here === 'done' || index < at ? 'done' : index > at ? 'ahead' : here));
}

export function PhaseList({ phase, status }: { phase: Phase; status: Deployment['status'] }) {
  const states = phaseStates(phase, status);
  const current = phases.find((item) => item.phase === phase);
  return (
    <div>
      <ol aria-label="Phases" className="grid gap-x-3 gap-y-2 sm:grid-cols-4 xl:grid-cols-8">
        {phases.map((item, index) => {
          const state = states[index]!;
          return (
            <li key={item.phase} aria-current={state === 'now' ? 'step' : undefined} className="flex items-center gap-2.5 sm:block">
              <span aria-hidden="true" className={cn('h-1 w-8 rounded-full transition-colors duration-300 max-sm:hidden sm:mb-2 sm:block sm:w-full', { done: 'bg-good', now: 'animate-pulse bg-accent', failed: 'bg-bad', cancelled: 'bg-warn', ahead: 'bg-sunken' }[state])} />
              <span className={cn('flex items-center gap-1.5 text-[0.8125rem]', state === 'ahead' ? 'text-faint' : 'font-medium')}>
                <Icon state={state} />
                {item.label}
                <span className="sr-only">{{ done: ', done', now: ', running', failed: ', failed', cancelled: ', cancelled', ahead: '' }[state]}</span>
              </span>
            </li>
          );
        })}
      </ol>
      <p role="status" className="mt-3 text-[0.8125rem] text-soft empty:hidden">{status === 'deploying' && current ? `${current.doing} …` : ''}</p>
    </div>
  );
}

function Icon({ state }: { state: State }) {
  if (state === 'now') return <Spinner className="size-3.5! text-accent-ink" />;
  const Shape = { done: Check, failed: X, cancelled: Ban, ahead: Minus }[state];
  return <Shape aria-hidden="true" className={cn('size-3.5', { done: 'text-good-ink', failed: 'text-bad-ink', cancelled: 'text-warn-ink', ahead: 'opacity-50' }[state])} />;
}
