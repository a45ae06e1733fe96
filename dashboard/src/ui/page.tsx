import { useEffect, type ReactNode } from 'react';
import { cn } from './cn';

interface Props {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  narrow?: boolean;
}

/** A page of its own: a heading, what can be done, and the content. */
export function Page({ title, description, actions, children, narrow }: Props) {
  useTitle(title);
  return (
    <div className={cn('mx-auto w-full px-4 py-6 sm:px-6 lg:px-8 lg:py-8', narrow ? 'max-w-4xl' : 'max-w-page')}>
      <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold sm:text-[1.375rem]">{title}</h1>
          {description && <p className="mt-1 max-w-2xl text-soft">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · webhost`;
  }, [title]);
}
