import { useEffect, useState, type KeyboardEvent } from 'react';
import { Skeleton } from './states';

export interface Series {
  label: string;
  /** A colour of the theme, by its name. */
  color: 'accent' | 'bad' | 'series-2' | 'series-3';
  values: (number | null)[];
  /** Drawn as bars, one for each span of time: what is counted, in contrast to what is measured. */
  bars?: boolean;
}

export interface ChartProps {
  /** Unix seconds. */
  times: number[];
  series: Series[];
  format: (value: number) => string;
  label: string;
  height?: number;
}

/** Where a key leads in a chart, from one of its spans to another. */
export function stepped(event: KeyboardEvent, from: number, last: number): number | undefined {
  const to = { ArrowLeft: Math.max(from - 1, 0), ArrowRight: Math.min(from + 1, last), Home: 0, End: last }[event.key];
  if (to !== undefined) event.preventDefault();
  return to;
}

let loaded: typeof import('./plot') | undefined;

const load = async () => (loaded ??= await import('./plot'));

/** Lines and bars over time. What draws them is loaded when the first one is shown; not with Suspense, which would keep its placeholder for a third of a second. */
export function Chart(props: ChartProps) {
  const [drawing, setDrawing] = useState(loaded);
  useEffect(() => {
    load().then(setDrawing, (error: unknown) => setDrawing(() => { throw error; }));
  }, []);
  return drawing ? <drawing.default {...props} /> : <Skeleton className="h-44 w-full" />;
}

/** Begins to load what draws, where a chart is about to be shown; what can't be loaded is told by the chart. */
export const loadCharts = (): void => void load().catch(() => undefined);
