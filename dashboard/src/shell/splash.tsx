import { Mark } from '@/ui/mark';

export function Splash() {
  return (
    <div className="grid min-h-dvh place-items-center" role="status" aria-label="Loading">
      <Mark className="size-9 animate-pulse" />
    </div>
  );
}
