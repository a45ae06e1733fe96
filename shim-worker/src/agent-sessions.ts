/**
 * Sessions of agents of the Cloudflare Agents SDK. Our own object knows that there is one and when it was used; what was said and what is remembered
 * is in the agent's object of the same name.
 */
import { askedBefore, type CallAgent } from "./chat-bridge.js";
import type { Config } from "./bindings.js";
import { Fault } from "./errors.js";
import { jsonResponse } from "./json.js";
import { asRecord } from "./parts.js";
import { readMessages } from "./messages.js";

/** Adds the transcript of a chat agent to our own description; of other agents only they know what was said. */
export async function describeAgentSession(described: Response, module: Record<string, unknown>, config: Config, call: CallAgent): Promise<Response> {
  const type = module[config.durableObjects[0]?.className ?? ""];
  const isChatAgent = typeof type === "function" && "onChatMessage" in (type.prototype as object);
  if (!described.ok || !isChatAgent) return described;
  const messages = readMessages(await askedBefore(call)) ?? [];
  return jsonResponse({ ...asRecord(await described.json()), messageCount: messages.length, messages });
}

/** The SDK names its objects by what stands in the path, as it stands there. */
export const objectName = (sessionId: string): string => encodeURIComponent(sessionId);

interface Destroyable {
  destroy(): Promise<void>;
}

/**
 * Deletes all that the agent's object of a session holds: its state, its tables, its schedules.
 * @throws {Fault} when it can't be deleted
 */
export async function endAgentSession(bindings: Record<string, unknown>, config: Config, sessionId: string): Promise<void> {
  const binding = config.durableObjects[0];
  const objects = binding && (bindings[binding.name] as DurableObjectNamespace | undefined);
  if (!objects) return;
  try {
    await (objects.get(objects.idFromName(objectName(sessionId))) as unknown as Destroyable).destroy();
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    // The object ends itself when all is deleted, sometimes before it has answered.
    if (message === "destroyed") return;
    if (/does not (?:implement|support)|not a function/.test(message)) {
      throw new Fault("CONFLICT", `The class '${binding.className}' keeps its sessions itself and has no destroy method, so they can't be deleted from here.`);
    }
    throw error;
  }
}
