import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Agent } from '@/api/schema';

/** Why an agent can't be asked right now, if so. */
export function whyNot(agent: Agent): ReactNode {
  if (agent.status === 'disabled') return <>This agent is disabled. Enable it under <Link to="/agents/$agentId/settings" params={{ agentId: agent.agentId }} className="text-accent-ink underline underline-offset-4">Settings</Link>.</>;
  return undefined;
}
