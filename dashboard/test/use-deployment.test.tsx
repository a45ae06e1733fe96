import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it, vi } from 'vitest';
import { loadConfig } from '@/config';
import { useDeployment } from '@/deployments/use-deployment';
import type { follow } from '@/live/follow';
import { serve } from './page';

type Followed = Parameters<typeof follow>[0];

const followed = vi.hoisted(() => vi.fn<(options: Followed) => Promise<void>>());
vi.mock('@/live/follow', () => ({ follow: followed }));

it('A stream that goes on after some polls says no line twice', async () => {
  const line = (number: number) => ({ timestamp: '2026-11-28T00:00:00Z', phase: 'bundle', level: 'info', message: `line ${number}` });
  serve({ 'GET /v1/deployments/dep_1': { status: 'deploying', phase: 'bundle' }, 'GET /v1/deployments/dep_1/logs': { items: [line(1), line(2)] } });
  await loadConfig();
  followed.mockResolvedValue();
  const { result } = renderHook(() => useDeployment('dep_1'), { wrapper: ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider> });
  const { onEvent, poll, signal } = followed.mock.calls[0]![0];
  const streams = (number: number) => act(() => void onEvent({ name: 'log', id: String(number), data: JSON.stringify(line(number)) }));

  streams(1);
  await act(async () => void (await poll!(signal)));
  expect(result.current.lines).toHaveLength(2);
  streams(2);
  streams(3);

  expect(result.current.lines.map(({ message }) => message)).toEqual(['line 1', 'line 2', 'line 3']);
});
