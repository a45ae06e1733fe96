import { Page } from '@/ui/page';

export default function SessionsPage() {
  return <Page title="Sessions"><p /></Page>;
}
