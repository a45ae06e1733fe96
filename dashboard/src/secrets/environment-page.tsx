import { Page } from '@/ui/page';

export default function EnvironmentPage() {
  return <Page title="Environment"><p /></Page>;
}
