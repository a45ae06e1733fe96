import { Check, CircleAlert, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { ApiError, nextStep } from '@/api/errors';
import { TraceId } from './states';

interface Toast {
  id: number;
  text: string;
  bad: boolean;
  way?: { label: string; act: () => void } | undefined;
  error?: ApiError;
}

let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

/** A short word on what was done, with a way back or on where there is one. */
export function toast(text: string, options: { bad?: boolean; way?: Toast['way'] } = {}): void {
  set([...toasts.slice(-3), { id: next++, text, bad: options.bad ?? false, way: options.way }]);
}

/** What went wrong where no place is for it, with its trace and what to do next. It stays until somebody has read it. */
export function toastFailure(failure: unknown, before = ''): void {
  const error = ApiError.of(failure);
  set([...toasts.slice(-3), { id: next++, text: before + error.message, bad: true, error }]);
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div role="region" aria-label="Notices" aria-live="polite" className="pointer-events-none fixed print:hidden inset-x-4 bottom-4 z-60 flex flex-col items-center gap-2 sm:left-auto sm:items-end">
      {shown.map((item) => <Item key={item.id} item={item} />)}
    </div>
  );
}

function Item({ item }: { item: Toast }) {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  // It does not go from under a pointer, nor from under the focus of who is on the way to its button.
  const stays = item.error !== undefined || pointed || focused;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(() => dismiss(item.id), item.way ? 9000 : 5000);
    return () => clearTimeout(timer);
  }, [item, stays]);
  return (
    <div onPointerEnter={() => setPointed(true)} onPointerLeave={() => setPointed(false)} onFocus={() => setFocused(true)} onBlur={() => setFocused(false)} className="pointer-events-auto flex w-full max-w-sm animate-rise items-center gap-3 rounded-xl border bg-raised py-2.5 pr-2 pl-4 text-sm shadow-pop">
      {item.bad ? <CircleAlert aria-hidden="true" className="size-4 shrink-0 text-bad-ink" /> : <Check aria-hidden="true" className="size-4 shrink-0 text-good-ink" />}
      <div className="min-w-0 flex-1 break-words">
        {item.text}
        {item.error && <p className="text-[0.8125rem] text-soft">{nextStep(item.error)}</p>}
        {item.error?.traceId && <TraceId value={item.error.traceId} />}
      </div>
      {item.way && (
        <button type="button" className="rounded-md px-2 py-1 font-medium text-accent-ink hover:bg-sunken" onClick={() => { item.way?.act(); dismiss(item.id); }}>
          {item.way.label}
        </button>
      )}
      <button type="button" aria-label="Dismiss" className="grid size-7 place-items-center rounded-md text-soft hover:bg-sunken" onClick={() => dismiss(item.id)}>
        <X aria-hidden="true" className="size-3.5" />
      </button>
    </div>
  );
}

const dismiss = (id: number): void => set(toasts.filter((item) => item.id !== id));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function set(value: readonly Toast[]): void {
  toasts = value;
  for (const listener of listeners) listener();
}
