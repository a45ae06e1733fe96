import { Page } from '@/ui/page';

export default function DeployPage() {
  return <Page title="Deploy"><p /></Page>;
}
