import { useEffect, useState } from 'react';
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
