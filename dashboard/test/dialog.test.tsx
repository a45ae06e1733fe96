import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { Confirm } from '@/ui/confirm';
import { open, serve } from './page';

function Row({ remove }: { remove: () => Promise<unknown> }) {
  const [asking, setAsking] = useState(false);
  const [gone, setGone] = useState(false);
  return (
    <QueryClientProvider client={new QueryClient()}>
      <main id="content" tabIndex={-1}>{!gone && <button type="button" onClick={() => setAsking(true)}>Delete …</button>}</main>
      <Confirm open={asking} onOpenChange={setAsking} title="Delete it?" act="Delete" typed="echo" onConfirm={() => remove().then(() => setGone(true))}>It is gone then.</Confirm>
    </QueryClientProvider>
  );
}

describe('a dialog that closes', () => {
  it('gives the focus back to what opened it', async () => {
    render(<Row remove={() => Promise.resolve()} />);
    await user.click(screen.getByRole('button', { name: 'Delete …' }));
    expect(document.activeElement).toBe(await screen.findByRole('textbox'));

    await user.keyboard('{Escape}');

    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Delete …' })));
  });

  it('gives it to the page where that is gone', async () => {
    render(<Row remove={() => Promise.resolve()} />);
    await user.click(screen.getByRole('button', { name: 'Delete …' }));

    await user.type(await screen.findByRole('textbox'), 'echo{Enter}');

    await waitFor(() => expect(document.activeElement?.id).toBe('content'));
  });
});

describe('a dialog', () => {
  it('can’t be dismissed while it waits for what was begun in it', async () => {
    let done: () => void = () => {};
    render(<Row remove={() => new Promise<void>((resolve) => (done = resolve))} />);
    await user.click(screen.getByRole('button', { name: 'Delete …' }));
    await user.type(await screen.findByRole('textbox'), 'echo{Enter}');

    await user.keyboard('{Escape}');
    expect(screen.getByRole('dialog')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Cancel' }).disabled).toBe(true);
    await act(async () => done());

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('that shows a new key stays until one says that one has it', async () => {
    serve({ 'GET /v1/api-keys': { items: [] }, 'GET /v1/agents': { items: [] }, 'POST /v1/api-keys': { key: 'wh_secret', apiKey: {} } });
    await open('/api-keys');
    await user.click(await screen.findByRole('button', { name: 'Create a key' }));
    await user.type(await screen.findByLabelText('Name'), 'website{Enter}');
    await screen.findByText('wh_secret');

    await user.keyboard('{Escape}');
    expect(screen.getByText('wh_secret')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'I have copied it' }));

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});
