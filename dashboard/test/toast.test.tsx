import { act, fireEvent, render, screen, within } from '@testing-library/react';
import user from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { toast, Toasts } from '@/ui/toast';
import { failure, open, serve, type Asked } from './page';

afterEach(() => void vi.useRealTimers());

it.each([
  ['a pointer', (button: HTMLElement) => fireEvent.pointerEnter(button), (button: HTMLElement) => fireEvent.pointerLeave(button)],
  ['the focus', (button: HTMLElement) => fireEvent.focus(button), (button: HTMLElement) => fireEvent.blur(button)],
])('A notice with a way back does not go while %s is on it', (_, come, go) => {
  vi.useFakeTimers();
  render(<Toasts />);
  act(() => toast('The agent is disabled.', { way: { label: 'Undo', act: () => {} } }));
  const undo = screen.getByRole('button', { name: 'Undo' });

  come(undo);
  act(() => vi.advanceTimersByTime(60_000));
  expect(screen.getByText('The agent is disabled.')).toBeTruthy();
  go(undo);
  act(() => vi.advanceTimersByTime(60_000));

  expect(screen.queryByText('The agent is disabled.')).toBeNull();
});

it.each([['/usage', 'GET /v1/billing/usage'], ['/audit', 'GET /v1/audit']])('A file of %s that can’t be had says why, with its trace and what to do next', async (page, operation) => {
  serve({ [operation]: ({ headers }: Asked) => (headers.get('Accept') === 'text/csv' ? failure('UNAUTHORIZED', 403, 'Not with this plan.') : failure('NOT_FOUND', 404)) });
  await open(page);

  await user.click(await screen.findByRole('button', { name: 'CSV' }));

  const notices = within(screen.getByRole('region', { name: 'Notices' }));
  expect(await notices.findByText('Not with this plan.')).toBeTruthy();
  expect(notices.getByText('trace-1')).toBeTruthy();
  expect(notices.getByText(/Look at your plan/)).toBeTruthy();
  await user.click(notices.getByRole('button', { name: 'Dismiss' }));
});
