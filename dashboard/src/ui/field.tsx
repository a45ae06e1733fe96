import { createContext, useContext, useId, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react';
import { cn } from './cn';

const box =
  'w-full min-w-0 rounded-lg border border-line-strong bg-surface text-sm text-ink shadow-card transition-colors placeholder:text-faint hover:border-faint disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-bad';

interface FieldIds {
  control: string;
  note: string | undefined;
  invalid: boolean;
}

const Ids = createContext<FieldIds | undefined>(undefined);

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  hideLabel?: boolean;
  className?: string;
  children: ReactNode;
}

/** A control with its label, a hint, and what is wrong with it: all bound together for who can't see them. */
export function Field({ label, hint, error, hideLabel, className, children }: FieldProps) {
  const id = useId();
  const note = error || hint ? `${id}-note` : undefined;
  return (
    <Ids value={{ control: id, note, invalid: Boolean(error) }}>
      <div className={cn('min-w-0', className)}>
        <label htmlFor={id} className={cn('mb-1.5 block text-[0.8125rem] font-medium', hideLabel && 'sr-only')}>{label}</label>
        {children}
        {note && <p id={note} role={error ? 'alert' : undefined} className={cn('mt-1.5 text-xs', error ? 'text-bad-ink' : 'text-soft')}>{error ?? hint}</p>}
      </div>
    </Ids>
  );
}

function useBound() {
  const ids = useContext(Ids);
  return ids ? { id: ids.control, 'aria-describedby': ids.note, 'aria-invalid': ids.invalid || undefined } : {};
}

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input {...useBound()} autoComplete="off" className={cn(box, 'h-9 px-3', className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea {...useBound()} className={cn(box, 'px-3 py-2', className)} {...props} />;
}

/** A value that nobody may read over a shoulder. It can have several lines, as a private key has: a password field would drop their ends. */
export function SecretInput(props: ComponentProps<'textarea'>) {
  const submit = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  };
  return <Textarea rows={1} autoComplete="off" autoCapitalize="off" spellCheck={false} onKeyDown={submit} className="masked field-sizing-content max-h-40 resize-none" {...props} />;
}

export function Select({ className, ...props }: ComponentProps<'select'>) {
  return (
    <select
      {...useBound()}
      className={cn(box, 'chevron h-9 appearance-none bg-[length:1rem] bg-[right_0.6rem_center] bg-no-repeat pr-8 pl-3', className)}
      {...props}
    />
  );
}

export function Checkbox({ label, className, ...props }: ComponentProps<'input'> & { label: ReactNode }) {
  return (
    <label className={cn('flex items-start gap-2 text-sm', className)}>
      <input type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" {...props} />
      <span>{label}</span>
    </label>
  );
}
