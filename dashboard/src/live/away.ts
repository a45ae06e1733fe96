import { useEffect, useState } from 'react';

/** Whether nobody has looked at this page for so long: it is behind another tab or window. */
export function useAway(milliseconds: number): boolean {
  const [away, setAway] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setAway(true), milliseconds);
      else setAway(false);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [milliseconds]);
  return away;
}
