import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { axisTime, atTime } from '@/format/times';
import type { ChartProps } from './chart';
import { useTheme } from './theme';

const swatches = { accent: 'bg-accent', bad: 'bg-bad', 'series-2': 'bg-[var(--series-2)]', 'series-3': 'bg-[var(--series-3)]' };

export default function Plot({ times, series, format, label, height = 176 }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(null);
  const [hovered, setHovered] = useState<number>();
  const { dark } = useTheme();
  const shape = series.map((line) => `${line.label}|${line.color}|${line.bars}`).join();
  const latest = useRef({ times, series, format });
  latest.current = { times, series, format };

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
          { ...axis, size: 22 * scale, grid: { show: false }, values: (_, ticks) => ticks.map((tick) => axisTime(tick, (latest.current.times.at(-1) ?? 0) - (latest.current.times[0] ?? 0))), space: 72 * scale },
          { ...axis, size: (_, labels) => scale * Math.max(20, ...(labels ?? []).map((text) => text.length * 6.4 + 12)), values: (_, ticks) => ticks.map((tick) => latest.current.format(tick)), space: 34 * scale },
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

  const at = hovered !== undefined && hovered < times.length ? hovered : undefined;
  return (
    <figure aria-label={label}>
      <figcaption className="mb-2 flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-soft">
        {series.map((line) => (
          <span key={line.label} className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className={`h-0.5 w-3 rounded-full ${swatches[line.color]}`} />
            {line.label}
            {at !== undefined && <span className="font-medium text-ink tabular-nums">{line.values[at] == null ? '–' : format(line.values[at])}</span>}
          </span>
        ))}
        {at !== undefined && <span className="ml-auto">{atTime(new Date(times[at]! * 1000).toISOString())}</span>}
      </figcaption>
      <div ref={box} aria-hidden="true" className="w-full overflow-hidden" />
    </figure>
  );
}
