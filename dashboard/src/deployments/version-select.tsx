import type { ReactNode } from 'react';
import type { Deployment } from '@/api/schema';
import { Field, Select } from '@/ui/field';
import type { useDeployments } from './use-deployments';

interface Props {
  label: string;
  value: string;
  onValue: (deploymentId: string) => void;
  of: Deployment[];
  list: ReturnType<typeof useDeployments>['list'];
  /** What can be chosen beside versions. */
  children?: ReactNode;
}

const older = 'older';

/** Chooses a version, of those that are read and, when that is asked for, of older ones. */
export function VersionSelect({ label, value, onValue, of, list, children }: Props) {
  return (
    <Field label={label} hideLabel>
      <Select value={value} onChange={({ target }) => (target.value === older ? void list.fetchNextPage() : onValue(target.value))}>
        {children}
        {of.map((item) => <option key={item.deploymentId} value={item.deploymentId}>Version {item.version}</option>)}
        {list.hasNextPage && <option value={older}>{list.isFetchingNextPage ? 'Reading older versions …' : list.isFetchNextPageError ? 'Older versions, once more …' : 'Older versions …'}</option>}
      </Select>
    </Field>
  );
}
