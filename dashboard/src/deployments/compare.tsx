import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { contentsQuery } from '@/api/queries';
import type { Deployment } from '@/api/schema';
import { useAgent } from '@/agents/agent-layout';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { cn } from '@/ui/cn';
import { Failure, LoadingRows } from '@/ui/states';
import { differences, type DifferenceGroup } from './differences';
import { useDeployments } from './use-deployments';
import { VersionSelect } from './version-select';

/** What differs between this deployment and another: the one before it, until another is chosen. */
export function Compare({ deployment }: { deployment: Deployment }) {
  const agent = useAgent();
  const { compare } = useSearch({ from: '/agents/$agentId/deployments/$deploymentId' });
  const navigate = useNavigate({ from: '/agents/$agentId/deployments/$deploymentId' });
  const { list, deployments } = useDeployments(agent.agentId, compare);
  const others = deployments.filter((other) => other.deploymentId !== deployment.deploymentId);
  const named = others.find(({ deploymentId }) => deploymentId === compare);
  const previous = others.find(({ version }) => version < deployment.version);
  // The newest are listed first: the one before an old version may lie some pages on.
  const read = list.data?.pages.length;
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = list;
  const seeking = !compare && !previous && deployment.version > 1 && hasNextPage && !isError;
  useEffect(() => {
    if (seeking && !isFetchingNextPage) void fetchNextPage();
  }, [seeking, read, isFetchingNextPage, fetchNextPage]);
  const other = seeking ? undefined : (named ?? previous ?? others[0]);
  const before = useQuery({ ...contentsQuery(other), enabled: other !== undefined });
  const after = useQuery({ ...contentsQuery(deployment), enabled: other !== undefined });
  if (list.isError && !list.data) return <Failure error={list.error} title="The other versions could not be read" retry={() => void list.refetch()} />;
  if (seeking) return <Card><CardHeader title="Differences" /><LoadingRows rows={5} label="Looking for the version before" /></Card>;
  if (!other) return null;
  const failed = [before, after].find((contents) => contents.isError && !contents.data);
  return (
    <Card>
      <CardHeader
        title="Differences"
        actions={<VersionSelect label="Compare with" value={other.deploymentId} onValue={(compare) => void navigate({ search: { compare }, replace: true, resetScroll: false })} of={others} list={list} />}
      />
      {before.data && after.data ? (
        <Differences groups={differences({ deployment: other, contents: before.data }, { deployment, contents: after.data })} before={`Version ${other.version}`} after={`Version ${deployment.version}`} />
      ) : failed ? <CardBody><Failure error={failed.error} retry={() => void failed.refetch()} /></CardBody> : <LoadingRows rows={5} label="Comparing" />}
    </Card>
  );
}

export function Differences({ groups, before, after }: { groups: DifferenceGroup[]; before: string; after: string }) {
  return (
    <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label="Differences">
      <table className="w-full table-fixed text-[0.8125rem] wrap-anywhere">
        <thead><tr className="border-y bg-canvas text-left text-xs text-soft"><th className="w-[30%] px-3 py-2 font-medium sm:px-5">What</th><th className="px-3 py-2 font-medium">{before}</th><th className="px-3 py-2 font-medium sm:pr-5">{after}</th></tr></thead>
        {groups.map((group) => (
          <tbody key={group.title} className="divide-y border-b last:border-b-0">
            <tr><th scope="rowgroup" colSpan={3} className="px-3 pt-4 pb-1.5 text-left font-medium sm:px-5">{group.title}</th></tr>
            {group.rows.map(({ name, before: was, after: is, differs }) => (
              <tr key={name}>
                <th scope="row" className="px-3 py-2 text-left font-normal text-soft sm:px-5">{name}</th>
                <td className="px-3 py-2"><span className={cn(differs && 'text-soft line-through decoration-1')}>{was}</span></td>
                <td className={cn('px-3 py-2 sm:pr-5', differs && 'font-medium')}>{is}{differs && <span className="sr-only"> (differs)</span>}</td>
              </tr>
            ))}
            {group.note && <tr><td colSpan={3} className="px-3 py-2 text-soft sm:px-5">{group.note}</td></tr>}
          </tbody>
        ))}
      </table>
    </div>
  );
}
