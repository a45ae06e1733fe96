import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from '@/ui/button';

afterEach(cleanup);

describe('a button', () => {
  it('can’t be pressed while its act is pending, says so, and keeps the focus', () => {
    const onClick = vi.fn();
    const onSubmit = vi.fn((event: React.FormEvent) => event.preventDefault());
    const form = (pending: boolean) => <form onSubmit={onSubmit}><Button type="submit" pending={pending} onClick={onClick}>Save</Button></form>;
    const { rerender } = render(form(false));
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });
    button.focus();
    button.click();
    rerender(form(true));
    button.click();

    expect(onClick).toHaveBeenCalledOnce();
    expect(onSubmit).toHaveBeenCalledOnce();
    expect(document.activeElement).toBe(button);
    // The browser takes the focus from what is disabled.
    expect(button.disabled).toBe(false);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(button.getAttribute('aria-busy')).toBe('true');
  });

  it('sends no form unless it is made for that', () => {
    render(<Button>Save</Button>);

    expect(screen.getByRole<HTMLButtonElement>('button').type).toBe('button');
  });

  it('gives its look to a link and keeps the link’s own', () => {
    const onClick = vi.fn((event: React.MouseEvent) => event.preventDefault());
    render(<Button asChild variant="solid" size="sm" onClick={onClick}><a href="/agents" className="mine">Agents</a></Button>);

    const link = screen.getByRole('link', { name: 'Agents' });
    link.click();
    expect(screen.queryByRole('button')).toBeNull();
    expect(link.className).toMatch(/bg-solid.*h-8.*mine/);
    expect(onClick).toHaveBeenCalledOnce();
  });
});
