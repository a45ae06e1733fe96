import { Ban } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { useCancel } from './actions';

/** Ends a deployment that is under way, once somebody has confirmed it. */
export function CancelButton({ deploymentId, serves }: { deploymentId: string; /** Whether a version serves meanwhile. */ serves: boolean }) {
  const [asking, setAsking] = useState(false);
  const cancel = useCancel(deploymentId);
  return (
    <>
      <Button variant="dangerOutline" size="sm" onClick={() => setAsking(true)}><Ban aria-hidden="true" />Cancel</Button>
      <Confirm open={asking} onOpenChange={setAsking} title="Cancel this deployment?" act="Cancel the deployment" keep="Keep it running" onConfirm={() => cancel.mutateAsync()}>
        {serves ? 'What serves now goes on serving.' : 'Nothing serves then, until you deploy again.'}
      </Confirm>
    </>
  );
}
