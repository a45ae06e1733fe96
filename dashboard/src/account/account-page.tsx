import { useQuery } from '@tanstack/react-query';
import { meQuery } from '@/api/queries';
import { planName, runtimeName } from '@/format/names';
import { onDay, timeZone } from '@/format/times';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { CopyButton } from '@/ui/copy';
import { Page } from '@/ui/page';
import { Failure, LoadingRows } from '@/ui/states';
import { Appearance } from './appearance';
import { DeleteCard } from './delete-card';
import { ExportCard } from './export-card';

export default function AccountPage() {
  return (
    <Page narrow title="Account">
      <div className="space-y-6">
        <Profile />
        <Appearance />
        <ExportCard />
        <DeleteCard />
      </div>
    </Page>
  );
}

function Profile() {
  const me = useQuery(meQuery);
  return (
    <Card>
      <CardHeader title="Profile" description="Name and address are kept by your identity provider." />
      {me.isPending ? <LoadingRows rows={3} /> : me.isError && !me.data ? <CardBody><Failure error={me.error} retry={() => void me.refetch()} /></CardBody> : (
        <CardBody>
          <dl className="grid gap-x-8 gap-y-3 text-[0.8125rem] sm:grid-cols-2">
            {([
              ['Name', me.data.name ?? 'Not given'],
              ['E-mail', me.data.email ?? 'Not given'],
              ['Plan', planName(me.data.subscriptionTier)],
              ['Default runtime', runtimeName(me.data.defaultRuntimeProvider)],
              ['Member since', onDay(me.data.createdAt)],
              ['Time zone', timeZone()],
              ['User id', <span key="id" className="inline-flex items-center gap-1"><code className="font-mono text-xs break-all">{me.data.userId}</code><CopyButton text={me.data.userId} label="Copy user id" /></span>],
            ] as [string, React.ReactNode][]).map(([name, value]) => <div key={name} className="min-w-0"><dt className="text-soft">{name}</dt><dd className="mt-0.5 wrap-anywhere">{value}</dd></div>)}
          </dl>
        </CardBody>
      )}
    </Card>
  );
}
