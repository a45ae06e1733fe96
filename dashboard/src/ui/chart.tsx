import { lazy, Suspense } from 'react';
import { Skeleton } from './states';

export interface Series {
  label: string;
  /** A colour of the theme, by its name. */
  color: 'accent' | 'bad' | 'series-2' | 'series-3';
  values: (number | null)[];
  fill?: boolean;
}

export interface ChartProps {
  /** Unix seconds. */
  times: number[];
  series: Series[];
  format: (value: number) => string;
  label: string;
  height?: number;
}

const Plot = lazy(() => import('./plot'));

/** Lines over time. The drawing is loaded when the first one is shown. */
export function Chart(props: ChartProps) {
  return <Suspense fallback={<Skeleton className="h-44 w-full" />}><Plot {...props} /></Suspense>;
}
