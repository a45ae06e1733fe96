import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';

interface Props<T> {
  label: string;
  items: readonly T[];
  keyOf: (item: T) => string;
  /** The usual height of a row in pixels; what it truly is, is measured. */
  height: number;
  /** The end comes into sight. */
  onEnd?: () => void;
  children: (item: T) => ReactNode;
}

// As many rows are drawn at once, so that the browser finds and prints them.
const few = 150;

/** A list that scrolls with the page, and of which, when it is long, only the rows in sight are drawn, however many there are. */
export function WindowList<T>({ label, items, keyOf, height, onEnd, children }: Props<T>) {
  const list = useRef<HTMLUListElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({ count: items.length, estimateSize: () => height, overscan: items.length > few ? 12 : items.length, scrollMargin: offset, getItemKey: (index) => keyOf(items[index]!) });
  const last = rows.getVirtualItems().at(-1)?.index ?? 0;
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    if (last >= items.length - 10) end.current?.();
  }, [last, items.length]);
  return (
    <ul ref={list} aria-label={label} className="relative" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((row) => (
        <li key={row.key} ref={rows.measureElement} data-index={row.index} className="absolute inset-x-0 top-0 border-b last:border-b-0" style={{ transform: `translateY(${row.start - offset}px)` }}>
          {children(items[row.index]!)}
        </li>
      ))}
    </ul>
  );
}
