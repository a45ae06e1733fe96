import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent, type Ref } from 'react';
import { clockTime, dayInShort } from '@/format/times';
import { cn } from '@/ui/cn';
import type { LogLine } from './log-buffer';

// In the page's text size, which grows with the screen.
const rowSize = 1.5;
// More than are ever in sight at once.
const recycled = 256;
// A pointer that has moved by more pixels between press and release marks text.
const steady = 5;

const tones: Record<string, string> = { error: 'text-bad-ink', warn: 'text-warn-ink', info: 'text-accent-ink', debug: 'text-faint' };

// Where there is no room for the level's name the message bears its colour.
const narrowTones: Record<string, string> = { error: 'max-sm:text-bad-ink', warn: 'max-sm:text-warn-ink' };

/** Formatting a time takes longer than drawing it: it is done once for a line. */
function once(format: (timestamp: string) => string): (line: LogLine) => string {
  const texts = new WeakMap<LogLine, string>();
  return (line) => {
    const known = texts.get(line);
    if (known !== undefined) return known;
    const text = format(line.timestamp);
    texts.set(line, text);
    return text;
  };
}

const clockOf = once(clockTime);
const dayOf = once(dayInShort);

const indexOf = (line: LogLine | undefined, lines: readonly LogLine[]): number => Math.max(lines.findIndex(({ id }) => id === line?.id), 0);

export interface LogListHandle {
  toEnd: () => void;
}

interface Props {
  lines: readonly LogLine[];
  selected: string | undefined;
  onSelect: (line: LogLine) => void;
  onAtEnd: (atEnd: boolean) => void;
  onTop: () => void;
  ref?: Ref<LogListHandle>;
}

/** Only what is in sight is drawn; at the newest line it stays with what comes, above it nothing moves. */
export function LogList({ lines, selected, onSelect, onAtEnd, onTop, ref }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef(lines);
  const pressed = useRef<{ line: LogLine; x: number; y: number }>(undefined);
  const released = useRef(false);
  const [focused, setFocused] = useState(false);
  const rowHeight = useRowHeight();
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 8 });
  const severalDays = lines.length > 0 && dayOf(lines[0]!) !== dayOf(lines.at(-1)!);
  const measuredFor = useRef(rowHeight);
  useEffect(() => {
    // Measuring draws all rows a second time: only where their height has changed.
    if (measuredFor.current === rowHeight) return;
    measuredFor.current = rowHeight;
    rows.measure();
  }, [rows, rowHeight]);

  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useImperativeHandle(ref, () => ({ toEnd }));

  // Before it is drawn, so that nothing jumps.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    // Older lines came in above, or the oldest left: what was in sight stays in sight.
    if (atEnd.current) toEnd();
    else element.scrollTop += (indexOf(before.current[0], lines) - indexOf(lines[0], before.current)) * rowHeight;
    before.current = lines;
  }, [lines, rowHeight]);

  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 }[event.key];
    const edge = { Home: 0, End: lines.length - 1 }[event.key];
    if (step === undefined && edge === undefined) return;
    event.preventDefault();
    const at = lines.findIndex((line) => line.id === selected);
    const next = edge ?? Math.min(Math.max((at < 0 ? lines.length : at) + step!, 0), lines.length - 1);
    const line = lines[next];
    if (!line) return;
    onSelect(line);
    rows.scrollToIndex(next);
    if (next === 0) onTop();
  };

  const lineOf = (target: EventTarget): LogLine | undefined => {
    const row = (target as Element).closest('[role="option"]');
    return row ? lines[Number(row.getAttribute('aria-posinset')) - 1] : undefined;
  };
  // What was under the pointer when it was pressed is what is meant: at the newest line, rows move on and are gone before it is released, and no click comes then.
  const press = ({ target, clientX, clientY, button }: PointerEvent) => {
    const line = button === 0 ? lineOf(target) : undefined;
    pressed.current = line && { line, x: clientX, y: clientY };
    released.current = false;
  };
  const release = ({ clientX, clientY }: PointerEvent) => {
    const from = pressed.current;
    pressed.current = undefined;
    released.current = from !== undefined;
    if (from && Math.hypot(clientX - from.x, clientY - from.y) <= steady) onSelect(from.line);
  };
  // A click without a pointer: that of a screen reader.
  const choose = ({ target }: MouseEvent) => {
    const line = released.current ? undefined : lineOf(target);
    released.current = false;
    if (line) onSelect(line);
  };

  return (
    <div
      ref={box}
      role="listbox"
      aria-label="Log lines"
      aria-activedescendant={focused && selected && rows.getVirtualItems().some((row) => lines[row.index]?.id === selected) ? `line-${selected}` : undefined}
      tabIndex={0}
      onFocus={() => setFocused(true)}
      onBlur={() => setFocused(false)}
      onKeyDown={move}
      onPointerDown={press}
      onPointerUp={release}
      onPointerCancel={() => (pressed.current = undefined)}
      onClick={choose}
      // At the very top, or where everything is in sight, nothing can scroll: wanting to is enough.
      onWheel={(event) => {
        if (event.deltaY < 0 && event.currentTarget.scrollTop === 0) onTop();
      }}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        const now = scrollHeight - scrollTop - clientHeight < rowHeight;
        if (now !== atEnd.current) {
          atEnd.current = now;
          onAtEnd(now);
        }
        if (scrollTop < rowHeight * 4) onTop();
      }}
      className="h-[68dvh] overflow-auto overscroll-contain bg-canvas font-mono text-xs [contain:strict] lg:h-[max(24rem,calc(100dvh-20.5rem))]"
    >
      <div className="relative w-full" role="presentation" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const line = lines[row.index]!;
          // Rows are used again as they leave: only their texts change while one scrolls.
          return <Row key={row.index % recycled} line={line} index={row.index} count={lines.length} top={row.start} dated={severalDays} selected={line.id === selected} />;
        })}
      </div>
    </div>
  );
}

function useRowHeight(): number {
  const [height, setHeight] = useState(measured);
  useEffect(() => {
    const measure = () => setHeight(measured());
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return height;
}

const measured = (): number => rowSize * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);

interface RowProps {
  line: LogLine;
  index: number;
  count: number;
  top: number;
  /** Whether its day is told beside its time. */
  dated: boolean;
  selected: boolean;
}

/** A line that stays in sight is not drawn again for those that come and go. */
const Row = memo(function Row({ line, index, count, top, dated, selected }: RowProps) {
  return (
    <div
      id={`line-${line.id}`}
      role="option"
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={count}
      className={cn('absolute inset-x-0 top-0 flex h-6 cursor-pointer items-center gap-3 px-4 contain-strict hover:bg-sunken', selected && 'bg-accent-soft!')}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className="shrink-0 text-faint tabular-nums">{dated && `${dayOf(line)}, `}{clockOf(line)}</span>
      <span className={cn('w-11 shrink-0 font-medium max-sm:sr-only', tones[line.level] ?? 'text-soft')}>{line.level}</span>
      <span className={cn('truncate', narrowTones[line.level])}>{line.message}</span>
    </div>
  );
});
