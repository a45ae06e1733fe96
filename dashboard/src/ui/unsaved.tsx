import { useBlocker } from '@tanstack/react-router';
import { Confirm } from './confirm';

/** Asks before what was typed is left behind: by a way to another page here, by closing or reloading in the browser's own words. */
export function Unsaved({ when }: { when: boolean }) {
  const { status, proceed, reset } = useBlocker({ shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname, enableBeforeUnload: when, withResolver: true });
  return (
    <Confirm open={status === 'blocked'} onOpenChange={(open) => !open && reset?.()} title="Leave without saving?" act="Leave" onConfirm={async () => proceed?.()}>
      What you changed here is not saved.
    </Confirm>
  );
}
