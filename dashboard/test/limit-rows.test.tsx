import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { LimitRows } from '@/usage/limit-rows';

afterEach(cleanup);

it('What a plan lacks is said in words, and not as a bar of nothing', () => {
  render(<LimitRows limits={[{ name: 'agentCoreAgents', used: 0, allowed: 0 }, { name: 'agents', used: 0, allowed: 1 }]} />);

  expect(screen.getAllByRole('listitem').map((row) => row.textContent)).toEqual(['AgentCore agentsNot in your plan', 'Agents0 of 1']);
  expect(screen.getAllByRole('meter').length).toBe(1);
});
