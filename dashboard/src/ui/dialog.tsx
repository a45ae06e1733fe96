import * as Radix from '@radix-ui/react-dialog';
import { X } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { cn } from './cn';

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}

/** A dialog in front of the page. The page's scrolling is held by a class, because the policy lets nothing write styles into it. */
export function Dialog({ open, onOpenChange, title, description, children, wide }: Props) {
  useEffect(() => {
    document.documentElement.classList.toggle('locked', open);
    return () => document.documentElement.classList.remove('locked');
  }, [open]);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 animate-appear bg-black/45 backdrop-blur-[2px]" />
        <Radix.Content
          {...(!description && { 'aria-describedby': undefined })}
          className={cn(
            'fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] animate-rise overflow-y-auto rounded-t-2xl border bg-raised p-5 shadow-pop outline-none sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[calc(100%-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl sm:p-6',
            wide ? 'sm:max-w-3xl' : 'sm:max-w-md',
          )}
        >
          <div className="flex items-start justify-between gap-4">
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            <Radix.Close className="-mt-1 -mr-2 grid size-8 shrink-0 place-items-center rounded-md text-soft hover:bg-sunken hover:text-ink" aria-label="Close">
              <X aria-hidden="true" className="size-4" />
            </Radix.Close>
          </div>
          {description && <Radix.Description asChild><div className="mt-1 text-[0.8125rem] text-soft">{description}</div></Radix.Description>}
          <div className="mt-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
