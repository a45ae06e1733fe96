import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { cn } from './cn';

/** Copies a text and says that it did. */
export function CopyButton({ text, label = 'Copy', className, showLabel }: { text: string; label?: string; className?: string; showLabel?: boolean }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      aria-label={showLabel ? undefined : label}
      title={label}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      className={cn('inline-flex min-h-7 min-w-7 items-center justify-center gap-1.5 rounded-md px-1.5 text-xs font-medium text-soft hover:bg-sunken hover:text-ink print:hidden', className)}
    >
      {copied ? <Check aria-hidden="true" className="size-3.5 text-good-ink" /> : <Copy aria-hidden="true" className="size-3.5" />}
      {showLabel && (copied ? 'Copied' : label)}
      <span className="sr-only" role="status">{copied && !showLabel ? 'Copied' : ''}</span>
    </button>
  );
}
