import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import { ApiError } from '@/api/errors';
import { Button } from '@/ui/button';
import { Page } from '@/ui/page';
import { Empty, Failure, LoadingRows } from '@/ui/states';

export function NotFound() {
  return (
    <Page title="Not found">
      <Empty icon={<CircleAlert />} title="There is nothing at this address" action={<Button asChild variant="solid"><Link to="/">Go to the overview</Link></Button>}>
        It may have been deleted, or the link is wrong.
      </Empty>
    </Page>
  );
}

// A page's code is loaded when it is first opened: after a new version was put out, an old one's may be gone.
// A TypeError is what a call without a connection ends in; here nothing was called.
export function Broken({ error, reset }: ErrorComponentProps) {
  const outdated = /dynamically imported module|Importing a module script failed/i.test(error instanceof Error ? error.message : '');
  return (
    <Page title="Something went wrong">
      <Failure
        error={error instanceof TypeError && !outdated ? new ApiError('INTERNAL', error.message, 0, false) : error}
        title={outdated ? 'This page could not be loaded' : 'This page has met an error'}
        action={<Button size="sm" onClick={() => (outdated ? window.location.reload() : reset())}>{outdated ? 'Reload' : 'Try again'}</Button>}
      />
    </Page>
  );
}

export const Pending = () => <div className="mx-auto max-w-page px-4 py-8 lg:px-8"><LoadingRows rows={6} /></div>;
