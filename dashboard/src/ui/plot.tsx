import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { axisTime, atTime } from '@/format/times';
import { stepped, type ChartProps, type Series } from './chart';
import { useTheme } from './theme';

const swatches = { accent: 'bg-accent', bad: 'bg-bad', 'series-2': 'bg-[var(--series-2)]', 'series-3': 'bg-[var(--series-3)]' };

export default function Plot({ times, series, format, label, height = 176 }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const [hovered, setHovered] = useState<number>();
  const { dark } = useTheme();
  const shape = series.map((line) => `${line.label}|${line.color}|${line.bars}`).join();
  const empty = series.every((line) => line.values.every((value) => !value));
  const latest = useRef({ times, series, format, empty });
  latest.current = { times, series, format, empty };

  useEffect(() => {
    const host = box.current!;
    const style = getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
    // As large as the text around it, which grows with the screen.
    const scale = (Number.parseFloat(style.fontSize) || 16) / 16;
    const tall = height * scale;
    const axis = { stroke: color('ink-faint'), font: `${11 * scale}px ${style.fontFamily}`, grid: { stroke: color('line'), width: 1 }, ticks: { show: false } };
    const step = () => (latest.current.times.length > 1 ? latest.current.times[1]! - latest.current.times[0]! : 3600);
    const drawn = new UPlot(
      {
        width: Math.max(host.clientWidth, 120),
        height: tall,
        legend: { show: false },
        // The last moment's label stands half beyond the plot.
        padding: [6, 26 * scale, 0, 0],
        cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false }, sync: { key: 'metrics' } },
        scales: {
          // Half a span more at either end, where a bar stands.
          x: { range: (_, first, last) => [first - (step() / 2), last + (step() / 2)] },
          y: { range: (_, __, top) => [0, top > 0 ? top * 1.12 : 1] },
        },
        axes: [
          { ...axis, size: 26 * scale, gap: 8 * scale, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => axisTime(tick, (latest.current.times.at(-1) ?? 0) - (latest.current.times[0] ?? 0))), space: 72 * scale },
          { ...axis, size: (_, labels) => scale * Math.max(20, ...(labels ?? []).map((text) => text.length * 6.4 + 12)), values: (_, ticks) => ticks.map((tick) => (latest.current.empty ? '' : latest.current.format(tick))), space: 34 * scale },
        ],
        series: [
          {},
          ...latest.current.series.map((line) => ({
            label: line.label,
            ...(line.bars
              ? { fill: color(line.color), width: 0, paths: UPlot.paths.bars!({ size: [0.72, 28 * scale] }), points: { show: false } }
              : {
                  stroke: color(line.color),
                  width: 1.75 * scale,
                  // A few values lie too far apart for a line between them to be seen.
                  points: { size: 6 * scale, fill: color(line.color), show: (chart: UPlot, index: number) => [...(chart.data[index] ?? [])].filter((value) => value != null).length < 24 },
                  spanGaps: true,
                }),
          })),
        ],
        hooks: { setCursor: [(chart) => setHovered(chart.cursor.idx ?? undefined)] },
      },
      [latest.current.times, ...latest.current.series.map((line) => line.values)] as UPlot.AlignedData,
      host,
    );
    plot.current = drawn;
    const resize = new ResizeObserver(() => drawn.setSize({ width: Math.max(host.clientWidth, 120), height: tall }));
    resize.observe(host);
    return () => {
      resize.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [dark, shape, height]);

  useEffect(() => {
    plot.current?.setData([times, ...series.map((line) => line.values)] as UPlot.AlignedData);
  }, [times, series]);

  const last = times.length - 1;
  const at = hovered !== undefined && hovered <= last ? hovered : undefined;
  const move = (event: KeyboardEvent) => {
    const next = stepped(event, at ?? last, last);
    const drawn = plot.current;
    if (next !== undefined) drawn?.setCursor({ left: drawn.valToPos(times[next]!, 'x'), top: 0 });
  };
  const leave = () => plot.current?.setCursor({ left: -10, top: -10 });
  return (
    <figure aria-label={label}>
      <figcaption className="mb-2 flex min-h-10 flex-wrap content-start sm:min-h-5 items-center gap-x-4 gap-y-1 text-xs text-soft">
        {series.map((line) => (
          <span key={line.label} className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className={`swatch h-0.5 w-3 rounded-full ${swatches[line.color]}`} />
            {line.label}
            {at !== undefined && <span className="font-medium text-ink tabular-nums">{shown(line.values[at], format)}</span>}
          </span>
        ))}
        {at !== undefined && <span className="ml-auto">{momentOf(times[at]!)}</span>}
      </figcaption>
      <div className="relative">
        <div
          ref={box}
          {...(last < 0
            ? { 'aria-hidden': true }
            : { role: 'slider', tabIndex: 0, 'aria-label': `${series.map((line) => line.label).join(', ')}: each moment`, 'aria-valuemin': 0, 'aria-valuemax': last, 'aria-valuenow': at ?? last, 'aria-valuetext': said(series, at ?? last, format, times) })}
          onKeyDown={move}
          onBlur={leave}
          className="w-full overflow-hidden"
        />
        {empty && <p className="pointer-events-none absolute inset-x-0 top-[40%] text-center text-xs text-soft">Nothing in this window</p>}
      </div>
    </figure>
  );
}

const momentOf = (seconds: number): string => atTime(new Date(seconds * 1000).toISOString());

const shown = (value: number | null | undefined, format: ChartProps['format']): string => (value == null ? '–' : format(value));

/** "Nov 30, 2026, 3:00 AM: 172 requests, 19 errors". */
function said(series: Series[], at: number, format: ChartProps['format'], times: number[]): string {
  const values = series.map((line) => (line.bars ? `${shown(line.values[at], format)} ${line.label.toLowerCase()}` : `${line.label} ${shown(line.values[at], format)}`));
  return `${momentOf(times[at]!)}: ${values.join(', ')}`;
}
