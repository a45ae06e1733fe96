import { cloneElement, type ComponentProps, type ReactElement } from 'react';
import { cn } from './cn';
import { Spinner } from './spinner';

const base =
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap print:hidden transition-[background-color,border-color,color,box-shadow] duration-100 select-none disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0';

const variants = {
  solid: 'bg-solid text-solid-ink shadow-card hover:bg-solid/85',
  outline: 'border border-line-strong bg-surface text-ink shadow-card hover:bg-sunken',
  ghost: 'text-soft hover:bg-sunken hover:text-ink',
  danger: 'bg-bad-ink text-white shadow-card hover:bg-bad-ink/90 dark:bg-bad dark:text-[oklch(0.16_0.03_25)] dark:hover:bg-bad/85',
  dangerOutline: 'border border-line-strong bg-surface text-bad-ink shadow-card hover:border-bad hover:bg-bad-soft',
  link: 'h-auto! px-0! text-accent-ink underline-offset-4 hover:underline',
};

const sizes = {
  sm: 'h-8 px-3 text-[0.8125rem]',
  md: 'h-9 px-3.5 text-sm',
  lg: 'h-11 px-5 text-[0.9375rem]',
  icon: 'size-9',
  iconSm: 'size-8',
};

type Props = ComponentProps<'button'> & {
  variant?: keyof typeof variants;
  size?: keyof typeof sizes;
  /** Gives its look to the one element inside, such as a link, and is no button itself. */
  asChild?: boolean;
  pending?: boolean;
};

/** A button; while its act is pending it says so and can't be pressed twice. It keeps the focus meanwhile, which one that is disabled loses. */
export function Button({ className, variant = 'outline', size = 'md', asChild, pending, children, disabled, type = 'button', onClick, ...props }: Props) {
  const look = cn(base, variants[variant], sizes[size], className);
  if (asChild) {
    const child = children as ReactElement<{ className?: string }>;
    return cloneElement(child, { ...props, ...(onClick && { onClick }), className: cn(look, child.props.className) });
  }
  return (
    <button type={type} className={look} disabled={disabled} aria-disabled={pending || undefined} aria-busy={pending || undefined} onClick={pending ? (event) => event.preventDefault() : onClick} {...props}>
      {pending && <Spinner />}
      {children}
    </button>
  );
}
