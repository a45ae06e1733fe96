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

/** Which of a deployment's objects answers: the first whose class is an agent that says how, else the first agent, else the first. */
export function agentBinding(module: Record<string, unknown>, config: Config): Config["durableObjects"][number] | undefined {
  const agents = config.durableObjects.filter(({ className }) => prototypeOf(module, className)?.["onRequest"] !== undefined);
  return agents.find(({ className }) => answers(prototypeOf(module, className)!)) ?? agents[0] ?? config.durableObjects[0];
}

const prototypeOf = (module: Record<string, unknown>, className: string) => asRecord((module[className] as { prototype?: unknown } | undefined)?.prototype);

/** The SDK's own `onRequest`, which is of the class that broadcasts too, answers 404. */
const answers = (prototype: object) => "onChatMessage" in prototype || ownerOf(prototype, "onRequest") !== ownerOf(prototype, "broadcast");

function ownerOf(prototype: object | null, member: string): object | null {
  while (prototype !== null && !Object.hasOwn(prototype, member)) prototype = Object.getPrototypeOf(prototype) as object | null;
  return prototype;
}

/** Adds the transcript of a chat agent to our own description; of other agents only they know what was said. */
export async function describeAgentSession(described: Response, module: Record<string, unknown>, config: Config, call: CallAgent): Promise<Response> {
  const isChatAgent = prototypeOf(module, agentBinding(module, config)?.className ?? "")?.["onChatMessage"] !== undefined;
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
export async function endAgentSession(bindings: Record<string, unknown>, module: Record<string, unknown>, config: Config, sessionId: string): Promise<void> {
  const binding = agentBinding(module, config);
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
