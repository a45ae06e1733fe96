/** Messages as frameworks write them, brought to `{role, content}`. */
import type { Message } from "../types/index.js";
import { asRecord } from "./parts.js";

/** LangChain and others name the roles differently. */
const roleNames: Record<string, Message["role"]> = {
  system: "system", developer: "system",
  user: "user", human: "user",
  assistant: "assistant", ai: "assistant", model: "assistant", bot: "assistant",
  tool: "tool", function: "tool",
};

/** The text of a message's content: a string, or parts of which those with text count. */
export function contentText(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.map((part: unknown) => (typeof part === "string" ? part : asRecord(part)?.["text"])).filter((text) => typeof text === "string");
  return texts.length > 0 ? texts.join("") : undefined;
}

/** Reads a list of messages; undefined when it isn't one. Messages without text (bare tool calls) are left out. */
export function readMessages(value: unknown): Message[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const messages = value.map(readMessage);
  return messages.some((message) => message === "malformed") ? undefined : messages.filter((message) => message !== undefined && message !== "malformed");
}

function readMessage(value: unknown): Message | undefined | "malformed" {
  const record = asRecord(value);
  if (!record) return "malformed";
  const role = roleOf(record);
  if (!role) return "malformed";
  const content = contentText(record["content"] ?? record["parts"]);
  return content ? { role, content } : undefined;
}

/** Who a message is from, whatever framework wrote it; undefined when it doesn't say. */
export function roleOf(message: unknown): Message["role"] | undefined {
  const record = asRecord(message);
  return record && roleNames[roleName(record)];
}

function roleName(record: Record<string, unknown>): string {
  if (typeof record["role"] === "string") return record["role"];
  if (typeof record["getType"] === "function") return String((record as { getType(): unknown }).getType());
  return typeof record["type"] === "string" ? record["type"] : "";
}
