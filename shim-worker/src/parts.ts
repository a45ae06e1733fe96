/** The one form that every kind of answer is turned into. */
import type { Message, UsageReport } from "../types/index.js";

/** A piece of an answer, in the order in which it was made. */
export type Part =
  | { type: "text"; text: string }
  | { type: "usage"; usage: UsageReport }
  | { type: "data"; data: unknown }
  | { type: "messages"; messages: Message[] };

/** Text that comes in pieces of bytes or strings. */
export async function* textOf(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    if (text) yield text;
  }
  const rest = decoder.decode();
  if (rest) yield rest;
}

/** A JSON object, as opposed to an array or a scalar. */
export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}
