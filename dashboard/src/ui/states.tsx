import { RefreshCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiError, nextStep } from '@/api/errors';
import { Button } from './button';
import { cn } from './cn';
import { CopyButton } from './copy';

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cn('animate-pulse rounded-md bg-sunken', className)} />;
}

/** What stands where a list will be. */
export function LoadingRows({ rows = 4, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="divide-y">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-4 px-5 py-3.5">
          <Skeleton className="h-4 w-1/3" />
          <Skeleton className="h-4 w-1/5" />
          <Skeleton className="ml-auto h-4 w-16" />
        </div>
      ))}
    </div>
  );
}

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function Empty({ icon, title, children, action, className }: EmptyProps) {
  return (
    <div className={cn('flex flex-col items-center px-6 py-12 text-center', className)}>
      {icon && <div aria-hidden="true" className="mb-4 grid size-11 place-items-center rounded-xl border bg-sunken text-soft [&_svg]:size-5">{icon}</div>}
      <p className="font-medium">{title}</p>
      {children && <div className="mt-1 max-w-sm text-[0.8125rem] text-balance text-soft">{children}</div>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

interface FailureProps {
  error: unknown;
  title?: string;
  retry?: (() => void) | undefined;
  className?: string;
  action?: ReactNode;
}

/** An error in place: what happened, its trace id, and what to do next. */
export function Failure({ error, title, retry, className, action }: FailureProps) {
  const failure = ApiError.of(error);
  // What a build says is drawn for a terminal.
  const told = failure.code === 'DEPLOYMENT_FAILED' && failure.message.includes('\n') ? 'font-mono text-xs whitespace-pre-wrap' : 'whitespace-pre-line';
  return (
    <div role="alert" className={cn('rounded-lg border border-bad/35 bg-bad-soft/60 p-4 text-[0.8125rem]', className)}>
      <div className="flex items-start gap-3">
        <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad-ink" />
        <div className="min-w-0 flex-1">
          <p className={cn('font-medium break-words text-bad-ink', !title && told)}>{title ?? failure.message}</p>
          {title && <p className={cn('mt-0.5 break-words', told)}>{failure.message}</p>}
          {failure.problems.some(({ message }) => !failure.message.endsWith(message)) && (
            <ul className="mt-1.5 list-disc space-y-0.5 pl-4">
              {failure.problems.map((problem) => (
                <li key={problem.path + problem.message}>{problem.path && <code className="font-mono text-xs">{problem.path}</code>} {problem.message}</li>
              ))}
            </ul>
          )}
          <p className="mt-1 text-soft">{nextStep(failure)}</p>
          {(failure.traceId || retry || action) && (
            <div className="mt-2.5 flex flex-wrap items-center gap-x-3 gap-y-2">
              {retry && <Button size="sm" onClick={retry}><RefreshCw aria-hidden="true" />Try again</Button>}
              {action}
              {failure.traceId && <TraceId value={failure.traceId} />}
            </div>
          )}
        </div>
      </div>
    </div>
  );
}

export function TraceId({ value, label = 'Trace' }: { value: string; label?: string }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1 text-xs text-soft">
      <span className="whitespace-nowrap">{label}</span> <code className="truncate font-mono text-ink">{value}</code>
      <CopyButton text={value} label={`Copy ${label.toLowerCase()} id`} />
    </span>
  );
}
