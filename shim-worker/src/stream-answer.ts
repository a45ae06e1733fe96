/**
 * Reads an agent's event stream: our own events, OpenAI's chat and responses streams, Anthropic's, Workers AI's, the AI SDK's, Mastra's, the OpenAI
 * Agents SDK's, and plain text in data lines.
 */
import { brokenContract, Fault } from "./errors.js";
import type { UsageReport } from "../types/index.js";
import { contentText, readMessages } from "./messages.js";
import { asRecord, type Part } from "./parts.js";
import { linesOf, sseEventsOf } from "./sse.js";
import { readUsage, sumOf } from "./usage.js";

/** @param chunks the text of a `text/event-stream` */
export async function* partsOfEventStream(chunks: AsyncIterable<string>): AsyncGenerator<Part> {
  const events = new StreamEvents();
  for await (const { name, data } of sseEventsOf(chunks)) {
    if (data === "[DONE]") return;
    const json = tryParse(data);
    if (name === "error") throw reportedError(json ?? data);
    const record = asRecord(json);
    if (name === "done" || name === "usage" || name === "meta") {
      if (record) yield* ownEvent(name, record);
      if (name === "done") return;
      continue;
    }
    if (record) {
      yield* events.partsOf(record);
      if (isOwnText(record)) yield { type: "text", text: data };
    } else yield { type: "text", text: typeof json === "string" ? json : data };
  }
}

/** @param chunks lines of the AI SDK's older data stream: `0:"text"`, `3:"error"`, `9:` a tool call, `d:{"usage":…}` */
export async function* partsOfDataStream(chunks: AsyncIterable<string>): AsyncGenerator<Part> {
  let toolCalls = 0;
  for await (const line of linesOf(chunks)) {
    const colon = line.indexOf(":");
    const json = colon > 0 ? tryParse(line.slice(colon + 1)) : undefined;
    const code = line.slice(0, colon);
    if (code === "0" && typeof json === "string") yield { type: "text", text: json };
    else if (code === "3") throw reportedError(json);
    else if (code === "9") yield { type: "usage", usage: { toolCalls: ++toolCalls } };
    else if (code === "d") {
      const usage = readUsage(asRecord(json)?.["usage"]);
      if (usage) yield { type: "usage", usage };
    }
  }
}

function* ownEvent(name: "done" | "usage" | "meta", record: Record<string, unknown>): Generator<Part> {
  const usage = readUsage(name === "usage" ? (asRecord(record["usage"]) ?? record) : record["usage"]);
  if (usage) yield { type: "usage", usage };
  if (name !== "done") return;
  const messages = readMessages(record["messages"]);
  if (messages) yield { type: "messages", messages };
  if (record["data"] !== undefined) yield { type: "data", data: record["data"] };
}

/** Whether an object is an event of a known protocol, and not an agent's own object. */
export const isStreamEvent = (record: Record<string, unknown>): boolean => typeof record["type"] === "string" || Array.isArray(record["choices"]);

/** Reads the events of one stream, of any of the known protocols. */
export class StreamEvents {
  #toolCalls = 0;
  #runUsed: UsageReport = {};

  /** @throws {Fault | Error} when the event reports an error */
  *partsOf(event: Record<string, unknown>): Generator<Part> {
    const record = unwrapped(event);
    if (reportsError(record)) throw record["error"] instanceof Error ? record["error"] : reportedError(record);

    const usage = usageIn(record);
    // The OpenAI Agents SDK tells what each of a run's model calls used; other streams repeat running totals.
    if (usage) yield { type: "usage", usage: record["type"] === "response_done" ? (this.#runUsed = sumOf(this.#runUsed, usage)) : usage };
    if (isToolCall(record)) yield { type: "usage", usage: { toolCalls: ++this.#toolCalls } };
    const text = deltaIn(record);
    if (text) yield { type: "text", text };
  }
}

/** What Mastra has in an event's `payload`, and the OpenAI Agents SDK in its `data`, other protocols have in the event itself. */
function unwrapped(event: Record<string, unknown>): Record<string, unknown> {
  const payload = asRecord(event["payload"]);
  if (payload) return { ...payload, type: event["type"] };
  return event["type"] === "raw_model_stream_event" ? (asRecord(event["data"]) ?? event) : event;
}

/** In the AI SDK's own stream and in Mastra's, in the one that the AI SDK sends to browsers, and in a run of the OpenAI Agents SDK. */
const isToolCall = ({ type, name }: Record<string, unknown>) =>
  type === "tool-call" || type === "tool-input-available" || (type === "run_item_stream_event" && name === "tool_called");

function reportsError(record: Record<string, unknown>): boolean {
  const { type, error } = record;
  // A tripwire is a guard of Mastra's that ended the answer.
  if (type === "error" || type === "response.failed" || type === "tripwire") return true;
  // The error of a tool is told to the model, which goes on.
  return error !== undefined && error !== null && !(typeof type === "string" && type.startsWith("tool-"));
}

/** An object that belongs to no protocol is the agent's own text; a protocol's other events (starts, ends, tool calls) carry none. */
const isOwnText = (record: Record<string, unknown>) => !isStreamEvent(record) && deltaIn(record) === undefined && !usageIn(record) && !("choices" in record);

function deltaIn(record: Record<string, unknown>): string | undefined {
  const type = record["type"];
  if (type === "reasoning" || type === "reasoning-delta" || type === "tool-input-delta") return "";
  if (typeof type === "string" && type.startsWith("response.") && type !== "response.output_text.delta") return "";
  const choice = Array.isArray(record["choices"]) ? asRecord(record["choices"][0]) : undefined;
  if (choice) return contentText(asRecord(choice["delta"])?.["content"]) ?? contentText(choice["text"]);
  const delta = record["delta"];
  if (typeof delta === "string") return delta;
  if (asRecord(delta)) return contentText(asRecord(delta)!["text"]) ?? contentText(asRecord(delta)!["content"]);
  return contentText(record["text"]) ?? contentText(record["textDelta"]) ?? contentText(record["response"]) ?? contentText(record["content"]);
}

/** What a line of an event stream says that was used. */
export const usageInLine = (line: string): UsageReport | undefined => (line.startsWith("data:") && line.includes("sage") ? usageIn(asRecord(tryParse(line.slice(5))) ?? {}) : undefined);

/** OpenAI: `usage`; its responses API, its Agents SDK and Anthropic: inside `response` or `message`; the AI SDK: in the metadata of its end; Mastra: in its output. */
export function usageIn(record: Record<string, unknown>): UsageReport | undefined {
  return (
    readUsage(record["usage"]) ??
    readUsage(asRecord(record["response"])?.["usage"]) ??
    readUsage(asRecord(record["message"])?.["usage"]) ??
    readUsage(asRecord(record["messageMetadata"])?.["usage"]) ??
    readUsage(asRecord(record["output"])?.["usage"]) ??
    readUsage(record["totalUsage"])
  );
}

function reportedError(value: unknown): Fault {
  const record = asRecord(value);
  const error = record?.["error"] ?? asRecord(record?.["response"])?.["error"] ?? record?.["errorText"] ?? record?.["reason"] ?? record?.["message"] ?? value;
  const message = typeof error === "string" ? error : asRecord(error)?.["message"];
  return brokenContract(`The agent's stream reported an error: ${typeof message === "string" && message ? message : "without a message"}`);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
