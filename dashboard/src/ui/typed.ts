import { useEffect, useRef, useState } from 'react';

/** A text that is its typist's own, and is applied when the typing rests. Another one comes in from outside only where it is not the one that was applied. */
export function useTyped(value: string | undefined, onValue: (value: string | undefined) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value ?? '');
  const applied = useRef(value ?? '');
  const apply = useRef(onValue);
  apply.current = onValue;
  useEffect(() => {
    if (applied.current === (value ?? '')) return;
    applied.current = value ?? '';
    setText(applied.current);
  }, [value]);
  useEffect(() => {
    const next = text.trim();
    if (next === applied.current) return;
    const timer = setTimeout(() => {
      applied.current = next;
      apply.current(next || undefined);
    }, 350);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}
