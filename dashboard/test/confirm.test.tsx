import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import { Confirm } from '@/ui/confirm';

afterEach(cleanup);

const show = (onConfirm: () => Promise<unknown>, onOpenChange = vi.fn()) => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Confirm open onOpenChange={onOpenChange} title="Delete echo?" act="Delete the agent" typed="echo" onConfirm={onConfirm}>It is gone then.</Confirm>
    </QueryClientProvider>,
  );
  return onOpenChange;
};

describe('Confirm', () => {
  it('does nothing before the name is typed', async () => {
    const act = vi.fn(() => Promise.resolve());
    const close = show(act);

    await user.type(screen.getByRole('textbox'), 'ech{Enter}');
    expect(act).not.toHaveBeenCalled();

    await user.type(screen.getByRole('textbox'), 'o');
    await user.click(screen.getByRole('button', { name: 'Delete the agent' }));
    await waitFor(() => expect(close).toHaveBeenCalledWith(false));
    expect(act).toHaveBeenCalledOnce();
  });

  it('names what stays where somebody turns back', async () => {
    const close = vi.fn();
    render(<QueryClientProvider client={new QueryClient()}><Confirm open onOpenChange={close} title="Cancel it?" act="Cancel the deployment" keep="Keep it running" onConfirm={vi.fn()}>It ends then.</Confirm></QueryClientProvider>);

    await user.click(screen.getByRole('button', { name: 'Keep it running' }));

    expect(close).toHaveBeenCalledWith(false);
    expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
  });

  it('stays and says what went wrong, with its trace', async () => {
    const close = show(() => Promise.reject(new ApiError('CONFLICT', 'A deployment runs.', 409, true, 'trace-1')));

    await user.type(screen.getByRole('textbox'), 'echo{Enter}');

    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('A deployment runs.');
    expect(alert.textContent).toContain('trace-1');
    expect(close).not.toHaveBeenCalled();
  });
});
