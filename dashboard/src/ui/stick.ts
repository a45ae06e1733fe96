import { useLayoutEffect, useRef, type RefObject, type UIEvent } from 'react';

interface Stick {
  /** For what scrolls. */
  frame: { ref: RefObject<HTMLDivElement | null>; onScroll: (event: UIEvent) => void };
  /** Goes to the end, and stays there from now on. */
  toEnd: () => void;
}

// So near to the end, in pixels, one is at it.
const near = 40;

/** Keeps the end of what scrolls in sight while it grows, unless somebody has moved away from it. */
export function useStick(content: unknown, grows = true): Stick {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const show = () => {
    if (atEnd.current && ref.current) ref.current.scrollTop = ref.current.scrollHeight;
  };
  useLayoutEffect(() => {
    if (grows) show();
  }, [content, grows]);
  return {
    frame: {
      ref,
      onScroll: ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < near;
      },
    },
    toEnd: () => {
      atEnd.current = true;
      show();
    },
  };
}
