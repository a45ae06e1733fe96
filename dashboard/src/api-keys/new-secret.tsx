import { Button } from '@/ui/button';
import { CopyButton } from '@/ui/copy';

/** A key's secret, the only time that it is there to be seen. */
export function NewSecret({ text, close }: { text: string; close: () => void }) {
  return (
    <div>
      <p className="text-[0.8125rem] text-soft">Copy it now and keep it safe. It is shown once and never again.</p>
      <div className="mt-3 flex items-center gap-2 rounded-lg border bg-canvas py-1.5 pr-1.5 pl-3"><code aria-label="New key" className="min-w-0 flex-1 font-mono text-xs break-all">{text}</code><CopyButton text={text} label="Copy key" className="h-8 w-8" /></div>
      <div className="mt-5 flex justify-end"><Button variant="solid" onClick={close}>I have copied it</Button></div>
    </div>
  );
}
