import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from './button';
import { Dialog, useHold } from './dialog';
import { Field, Input } from './field';
import { Failure } from './states';

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  /** The word on the button: what will happen. */
  act: string;
  /** The word on the button beside it: what stays. */
  keep?: string;
  /** What must be typed first, for what can't be undone. */
  typed?: string;
  typedLabel?: string;
  danger?: boolean;
  onConfirm: () => Promise<unknown>;
}

/** Asks before something is done, and stays open until it is done or has failed. */
export function Confirm({ open, onOpenChange, ...props }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={props.title} description={props.children}>
      <Body {...props} close={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Body({ act, keep = 'Cancel', typed, typedLabel, danger = true, onConfirm, close }: Omit<Props, 'open' | 'onOpenChange'> & { close: () => void }) {
  const [text, setText] = useState('');
  const doing = useMutation({ mutationFn: onConfirm, onSuccess: close });
  useHold(doing.isPending);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === undefined || text === typed) doing.mutate();
  };
  return (
    <form onSubmit={submit}>
      {typed !== undefined && (
        <Field label={typedLabel ?? <>Type <strong className="font-semibold select-all">{typed}</strong> to confirm</>}>
          <Input value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} autoFocus />
        </Field>
      )}
      {doing.isError && <Failure error={doing.error} className="mt-4" />}
      <div className="mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={close} disabled={doing.isPending}>{keep}</Button>
        <Button type="submit" variant={danger ? 'danger' : 'solid'} pending={doing.isPending} disabled={typed !== undefined && text !== typed}>{act}</Button>
      </div>
    </form>
  );
}
