import { clockTime } from '@/format/times';
import { cn } from '@/ui/cn';
import { useStick } from '@/ui/stick';
import type { DeploymentLine } from './use-deployment';

/** What the platform did, line by line; it stays at the newest as long as nobody scrolls up. */
export function DeploymentLog({ lines, running }: { lines: DeploymentLine[]; running: boolean }) {
  const { frame } = useStick(lines);
  return (
    <div
      {...frame}
      role="log"
      aria-label="Deployment log"
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-lg border bg-canvas p-3 font-mono text-xs leading-5"
    >
      {lines.length === 0 && <p className="text-soft">{running ? 'Waiting for the first line …' : 'No lines were kept.'}</p>}
      {lines.map((line, index) => (
        <p key={index} className="flex gap-3">
          <time dateTime={line.timestamp} className="shrink-0 text-faint max-sm:hidden">{clockTime(line.timestamp)}</time>
          <span className="w-16 shrink-0 text-faint max-sm:hidden">{line.phase}</span>
          <span className={cn('min-w-0 break-words whitespace-pre-wrap', line.level === 'error' && 'text-bad-ink', line.level === 'warn' && 'text-warn-ink')}>{line.message}</span>
        </p>
      ))}
    </div>
  );
}
