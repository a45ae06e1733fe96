import type { Agent } from '@/api/schema';
import { config } from '@/config';

/** Where an agent is called from code, in full. */
export const endpointOf = (agent: Agent): string => new URL(agent.invokeUrl, `${config().apiBaseUrl}/`).href;
