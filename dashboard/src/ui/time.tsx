import { useEffect, useState } from 'react';
import { ago, exact } from '@/format/times';

/** How long ago something was; the exact time in the viewer's zone behind it. */
export function Ago({ time, className }: { time: string; className?: string }) {
  const now = useNow();
  return <time dateTime={time} title={exact(time)} className={className}>{ago(time, now)}</time>;
}

const every = 15_000;
let clock = Date.now();
const listeners = new Set<(now: number) => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function useNow(): number {
  const [now, setNow] = useState(() => Math.max(clock, Date.now()));
  useEffect(() => {
    listeners.add(setNow);
    ticking ??= setInterval(() => {
      clock = Date.now();
      for (const listener of listeners) listener(clock);
    }, every);
    return () => {
      listeners.delete(setNow);
      if (listeners.size > 0) return;
      clearInterval(ticking);
      ticking = undefined;
    };
  }, []);
  return now;
}
