import { Page } from '@/ui/page';

export default function AgentOverview() {
  return <Page title="Overview"><p /></Page>;
}
