import { Page } from '@/ui/page';
import { KeyList } from './key-list';

export default function ApiKeysPage() {
  return <Page title="API keys" description="A key is shown once, when it is made. What is kept can’t be turned back into it."><KeyList /></Page>;
}
