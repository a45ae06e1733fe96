import { useState, type KeyboardEvent } from 'react';
import { short } from '@/format/numbers';
import { stepped } from './chart';

interface Props {
  /** What happened in each span of time, in order. */
  values: number[];
  /** What each span is called: on the axis where there is room, and beside its value. */
  names: string[];
  label: string;
}

/** The end of an axis that holds such a value: a round number whose half is whole. */
export function topOf(value: number): number {
  if (value <= 2) return 2;
  const unit = 10 ** Math.floor(Math.log10(value));
  return unit * [1, 2, 4, 6, 8, 10].find((step) => step * unit >= value)!;
}

/** What happened, span by span, as bars with their axes: drawn without the charts' library, which no first page waits for. */
export function Bars({ values, names, label }: Props) {
  const [pointed, setPointed] = useState<number>();
  const top = topOf(Math.max(...values, 0));
  const last = values.length - 1;
  const middle = Math.floor(last / 2);
  const at = pointed !== undefined && pointed <= last ? pointed : undefined;
  const leave = () => setPointed(undefined);
  const move = (event: KeyboardEvent) => {
    const next = stepped(event, at ?? last, last);
    if (next !== undefined) setPointed(next);
  };
  return (
    <figure aria-label={label}>
      <figcaption className="mb-2 flex min-h-5 justify-end gap-2 text-xs text-soft">
        {at !== undefined && <><span className="font-medium text-ink tabular-nums">{short(values[at]!)}</span>{names[at]}</>}
      </figcaption>
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-[0.6875rem] text-faint tabular-nums">
        <div aria-hidden="true" className="-my-2 flex flex-col justify-between text-right leading-4">{[top, top / 2, 0].map((value) => <span key={value}>{short(value)}</span>)}</div>
        <div
          {...(last >= 0 && { role: 'slider', tabIndex: 0, 'aria-label': `${names[0]} – ${names[last]}`, 'aria-valuemin': 0, 'aria-valuemax': last, 'aria-valuenow': at ?? last, 'aria-valuetext': `${names[at ?? last]}: ${short(values[at ?? last]!)}` })}
          className="relative h-28"
          onKeyDown={move}
          onBlur={leave}
          // A finger leaves as soon as it is lifted: what it pointed at is to be read then.
          onPointerLeave={(event) => event.pointerType === 'mouse' && leave()}
        >
          <div className="absolute inset-0 flex flex-col justify-between">{[0, 1, 2].map((line) => <span key={line} className="h-px bg-line" />)}</div>
          <div className="absolute inset-0 flex">
            {values.map((value, index) => (
              <div key={index} onPointerEnter={() => setPointed(index)} className={`flex flex-1 items-end justify-center px-px transition-colors sm:px-[3px] ${index === at ? 'bg-sunken/70' : ''}`}>
                <span className="w-full max-w-10 rounded-t-sm bg-accent" style={{ height: `${(value / top) * 100}%`, minHeight: value > 0 ? 2 : 0 }} />
              </div>
            ))}
          </div>
        </div>
        <div aria-hidden="true" className="col-start-2 mt-1.5 flex justify-between">{[0, middle, last].map((index, place, all) => all.indexOf(index) === place && <span key={index}>{names[index]}</span>)}</div>
      </div>
    </figure>
  );
}
