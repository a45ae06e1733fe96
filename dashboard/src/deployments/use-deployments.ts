import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { deploymentQuery, deploymentsQuery } from '@/api/queries';
import type { Deployment } from '@/api/schema';

/** An agent's newest deployments, and the one that an address names, however old it is. */
export function useDeployments(agentId: string, named: string | undefined) {
  const list = useInfiniteQuery(deploymentsQuery(agentId));
  const newest = list.data?.pages.flatMap((page) => page.items as Deployment[]) ?? [];
  const missing = named !== undefined && list.isFetched && !newest.some(({ deploymentId }) => deploymentId === named);
  const older = useQuery({ ...deploymentQuery(named ?? ''), enabled: missing });
  return { list, deployments: missing && older.data?.agentId === agentId ? [...newest, older.data] : newest };
}
