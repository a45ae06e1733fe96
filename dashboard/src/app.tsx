import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, type ReactElement } from 'react';
import { onReturn } from './api/connection';
import { ApiError } from './api/errors';
import { createAppRouter, type AppRouter } from './router';
import { loadOtherPages } from './shell/code-ahead';
import { Toasts } from './ui/toast';

let opened: { user: string; page: Promise<ReactElement> } | undefined;

/** Everything behind the sign-in, the same for as long as the same user is signed in. */
export function appOf(user: string): Promise<ReactElement> {
  if (opened?.user !== user) opened = { user, page: open(user) };
  return opened.page;
}

// With the code of the page that the address names, whose data has been asked for meanwhile.
async function open(user: string): Promise<ReactElement> {
  const client = createClient();
  const router = createAppRouter(client);
  await router.load();
  return <App key={user} client={client} router={router} />;
}

function App({ client, router }: { client: QueryClient; router: AppRouter }) {
  useEffect(() => onReturn(() => void client.invalidateQueries()), [client]);
  useEffect(() => loadOtherPages(router), [router]);
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  );
}

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5000,
        networkMode: 'always',
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && ApiError.of(error).retryable,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
      },
      mutations: { networkMode: 'always' },
    },
  });
}
