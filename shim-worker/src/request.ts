/** The body of `POST /__webhost/invoke`, checked. */
import type { InvokeRequest, Message } from "../types/index.js";
import { Fault } from "./errors.js";

/** A call as the gateway sends it. */
export interface Invocation {
  invocationId: string;
  sessionId: string;
  traceId: string;
  messages: Message[];
  options: Record<string, unknown>;
  metadata: Record<string, unknown>;
  stream: boolean;
  timeoutMs: number;
}

const roles = new Set(["system", "user", "assistant", "tool"]);
const sessionIdPattern = /^[A-Za-z0-9_.:-]{1,128}$/;
const longestTimeoutMs = 15 * 60_000;
const defaultTimeoutMs = 60_000;
const decoder = new TextDecoder();

/** Whether the text can name a session. */
export const isSessionId = (text: string): boolean => sessionIdPattern.test(text);

/** @throws {Fault} INVALID_REQUEST that names the member */
export function parseInvocation(body: ArrayBuffer): Invocation {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(body));
  } catch {
    throw invalid("The body is not JSON.");
  }
  const value = asObject(json, "The body");
  const invocationId = value["invocationId"];
  const sessionId = value["sessionId"];
  const timeoutMs = value["timeoutMs"] ?? defaultTimeoutMs;
  if (typeof invocationId !== "string" || !isSessionId(invocationId)) throw invalid("invocationId is missing or malformed.");
  if (typeof sessionId !== "string" || !isSessionId(sessionId)) throw invalid("sessionId is missing or malformed.");
  if (typeof timeoutMs !== "number" || !(timeoutMs > 0)) throw invalid("timeoutMs must be a positive number.");
  return {
    invocationId,
    sessionId,
    traceId: typeof value["traceId"] === "string" ? value["traceId"] : "",
    messages: parseMessages(value["messages"]),
    options: asObject(value["options"] ?? {}, "options"),
    metadata: asObject(value["metadata"] ?? {}, "metadata"),
    stream: value["stream"] === true,
    timeoutMs: Math.min(timeoutMs, longestTimeoutMs),
  };
}

/** The request in the form that the agent's code sees. */
export function canonicalRequest(invocation: Invocation, agentId: string, deploymentId: string): InvokeRequest {
  const { invocationId, sessionId, traceId, messages, options, metadata, stream } = invocation;
  const prompt = (messages.findLast((message) => message.role === "user") ?? messages.at(-1))?.content ?? "";
  return { invocationId, agentId, deploymentId, sessionId, traceId, messages, prompt, options, metadata, stream };
}

function parseMessages(value: unknown): Message[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid("messages must hold at least one message.");
  return value.map((item: unknown, index) => {
    const { role, content } = asObject(item, `messages[${index}]`);
    if (typeof role !== "string" || !roles.has(role)) throw invalid(`messages[${index}].role must be system, user, assistant or tool.`);
    if (typeof content !== "string") throw invalid(`messages[${index}].content must be text.`);
    return { role: role as Message["role"], content };
  });
}

function asObject(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(`${name} must be an object.`);
  return value as Record<string, unknown>;
}

const invalid = (message: string) => new Fault("INVALID_REQUEST", message);
