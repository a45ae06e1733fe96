import { Page } from '@/ui/page';

export default function AgentKeysPage() {
  return <Page title="API keys"><p /></Page>;
}
