import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { onReturn } from './api/connection';
import { ApiError } from './api/errors';
import { createAppRouter } from './router';
import { Toasts } from './ui/toast';

/** Everything behind the sign-in. */
export default function App() {
  const [client] = useState(createClient);
  const [router] = useState(() => createAppRouter(client));
  useEffect(() => onReturn(() => void client.invalidateQueries()), [client]);
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
