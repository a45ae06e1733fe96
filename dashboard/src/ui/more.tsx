import { Button } from './button';
import { Failure } from './states';

interface Props {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; isFetchNextPageError: boolean; error: unknown; fetchNextPage: () => unknown };
  label?: string;
}

/** The way on at the end of a list of which not all is read; where its next page could not be read, why. */
export function More({ list, label = 'Show older' }: Props) {
  const next = () => void list.fetchNextPage();
  if (list.isFetchNextPageError && !list.isFetchingNextPage) return <Failure error={list.error} title="What follows could not be read" retry={next} className="m-3" />;
  return list.hasNextPage && <div className="border-t p-3 text-center"><Button size="sm" pending={list.isFetchingNextPage} onClick={next}>{label}</Button></div>;
}
