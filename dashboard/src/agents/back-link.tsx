import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useAgent } from './agent-layout';

/** From one of an agent's things back to the list of them. */
export function BackLink({ to }: { to: 'deployments' | 'invocations' | 'sessions' }) {
  const { agentId } = useAgent();
  return <Link to={`/agents/$agentId/${to}`} params={{ agentId }} className="mb-3 inline-flex items-center gap-1.5 text-[0.8125rem] text-soft hover:text-ink"><ArrowLeft aria-hidden="true" className="size-3.5" />All {to}</Link>;
}
