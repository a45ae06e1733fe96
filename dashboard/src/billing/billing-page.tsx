import { Page } from '@/ui/page';

export default function BillingPage() {
  return <Page title="Billing"><p /></Page>;
}
