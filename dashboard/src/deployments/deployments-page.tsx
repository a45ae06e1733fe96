import { Page } from '@/ui/page';

export default function DeploymentsPage() {
  return <Page title="Deployments"><p /></Page>;
}
