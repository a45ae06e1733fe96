import { act, fireEvent, renderHook, screen } from '@testing-library/react';
import user from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useTyped } from '@/ui/typed';
import { agent, open, serve } from './page';

afterEach(() => void vi.useRealTimers());

const typedBy = (apply: (value: string | undefined) => void) => renderHook(({ value }: { value?: string }) => useTyped(value, apply), { initialProps: {} });

describe('what is typed', () => {
  it('stays with its typist when what was applied comes back late', () => {
    vi.useFakeTimers();
    const apply = vi.fn();
    const { result, rerender } = typedBy(apply);

    act(() => result.current[1]('ech'));
    act(() => void vi.advanceTimersByTime(400));
    act(() => result.current[1]('echo'));
    rerender({ value: 'ech' });

    expect(apply).toHaveBeenCalledExactlyOnceWith('ech');
    expect(result.current[0]).toBe('echo');
  });

  it('gives way to what is chosen elsewhere', () => {
    vi.useFakeTimers();
    const { result, rerender } = typedBy(vi.fn());

    act(() => result.current[1]('echo'));
    act(() => void vi.advanceTimersByTime(400));
    rerender({ value: 'echo' });
    rerender({});

    expect(result.current[0]).toBe('');
  });

  it('in the search for agents finds them at once, and the address follows', async () => {
    serve({ 'GET /v1/agents': { items: [agent, { ...agent, agentId: 'agt_2', name: 'other' }] }, 'GET /v1/metrics': { agents: [] } });
    await open('/agents');

    fireEvent.change(await screen.findByLabelText('Search agents'), { target: { value: 'nothing like it' } });

    expect(screen.getByLabelText<HTMLInputElement>('Search agents').value).toBe('nothing like it');
    expect(screen.getByText('Nothing is called “nothing like it”, runs on it or is in that state.')).toBeTruthy();
    await vi.waitFor(() => expect(window.location.search).toBe('?q=nothing+like+it'));
    await user.click(screen.getByRole('button', { name: 'Clear the search' }));
    expect(screen.getByLabelText<HTMLInputElement>('Search agents').value).toBe('');
  });
});
