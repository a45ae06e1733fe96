import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from '@/ui/button';

afterEach(cleanup);

describe('a button', () => {
  it('can’t be pressed while its act is pending, and says so', () => {
    render(<Button pending>Save</Button>);

    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });
    expect(button.disabled).toBe(true);
    expect(button.getAttribute('aria-busy')).toBe('true');
    expect(button.type).toBe('button');
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
