import * as Radix from '@radix-ui/react-dialog';
import { X } from 'lucide-react';
import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { cn } from './cn';

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}

const Hold = createContext<(held: boolean) => void>(() => {});

/** Keeps the dialog around from being dismissed while it waits for something or shows what can't be shown again. */
export function useHold(held: boolean): void {
  const hold = useContext(Hold);
  useEffect(() => {
    hold(held);
    return () => hold(false);
  }, [hold, held]);
}

/** A dialog in front of the page. The page's scrolling is held by a class, because the policy lets nothing write styles into it. */
export function Dialog({ open, onOpenChange, title, description, children, wide }: Props) {
  const [held, setHeld] = useState(false);
  const opener = useRef<Element>(null);
  useLayoutEffect(() => {
    if (open) opener.current = document.activeElement;
  }, [open]);
  const giveFocusBack = (event: Event) => {
    event.preventDefault();
    if (opener.current instanceof HTMLElement) opener.current.focus();
    // It may be gone by what was done, and it is the page itself where a browser gives a pressed button no focus.
    if (document.activeElement !== opener.current || opener.current === document.body) document.getElementById('content')?.focus({ preventScroll: true });
  };
  useEffect(() => {
    document.documentElement.classList.toggle('locked', open);
    return () => document.documentElement.classList.remove('locked');
  }, [open]);
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next || !held) && onOpenChange(next)}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 animate-appear bg-black/50" />
        <Radix.Content
          {...(!description && { 'aria-describedby': undefined })}
          onCloseAutoFocus={giveFocusBack}
          className={cn(
            'fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] animate-rise overflow-y-auto rounded-t-2xl border bg-raised p-5 shadow-pop outline-none sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[calc(100%-2rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl sm:p-6',
            wide ? 'sm:max-w-3xl' : 'sm:max-w-md',
          )}
        >
          <div className="flex items-start justify-between gap-4">
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            <Radix.Close disabled={held} className="-mt-1 -mr-2 grid size-8 shrink-0 place-items-center rounded-md text-soft hover:bg-sunken hover:text-ink disabled:invisible" aria-label="Close">
              <X aria-hidden="true" className="size-4" />
            </Radix.Close>
          </div>
          {description && <Radix.Description asChild><div className="mt-1 text-[0.8125rem] text-soft">{description}</div></Radix.Description>}
          <div className="mt-4"><Hold value={setHeld}>{children}</Hold></div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
