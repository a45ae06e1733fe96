import { Page } from '@/ui/page';

export default function AgentLayout() {
  return <Page title="Agent"><p /></Page>;
}
