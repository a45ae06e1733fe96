import { Page } from '@/ui/page';

export default function DeploymentPage() {
  return <Page title="Deployment"><p /></Page>;
}
