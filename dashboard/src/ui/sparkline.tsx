import { cn } from './cn';

/** A small line of what happened; words for who can't see it. */
export function Sparkline({ values, label, className, width = 120, height = 28 }: { values: number[]; label: string; className?: string; width?: number; height?: number }) {
  const top = Math.max(...values, 1);
  const step = values.length > 1 ? width / (values.length - 1) : width;
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${(height - 2 - (value / top) * (height - 4)).toFixed(1)}`).join(' ');
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className={cn('h-7 w-30 overflow-visible', className)}>
      <polygon points={`0,${height} ${points} ${width},${height}`} className="fill-accent/10" />
      <polyline points={points} fill="none" vectorEffect="non-scaling-stroke" strokeWidth="1.5" strokeLinejoin="round" className="stroke-accent" />
    </svg>
  );
}
