/**
 * Reads an agent's event stream: our own events, OpenAI's chat and responses streams, Anthropic's, Workers AI's, the AI SDK's, and plain text
 * in data lines.
 */
import { brokenContract, Fault } from "./errors.js";
import { contentText, readMessages } from "./messages.js";
import { asRecord, type Part } from "./parts.js";
import { linesOf, sseEventsOf } from "./sse.js";
import { readUsage } from "./usage.js";

/** @param chunks the text of a `text/event-stream` */
export async function* partsOfEventStream(chunks: AsyncIterable<string>): AsyncGenerator<Part> {
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
    if (record) yield* partsOfChunk(record, data);
    else yield { type: "text", text: typeof json === "string" ? json : data };
  }
}

/** @param chunks lines of the AI SDK's older data stream: `0:"text"`, `3:"error"`, `d:{"usage":…}` */
export async function* partsOfDataStream(chunks: AsyncIterable<string>): AsyncGenerator<Part> {
  for await (const line of linesOf(chunks)) {
    const colon = line.indexOf(":");
    const json = colon > 0 ? tryParse(line.slice(colon + 1)) : undefined;
    const code = line.slice(0, colon);
    if (code === "0" && typeof json === "string") yield { type: "text", text: json };
    else if (code === "3") throw reportedError(json);
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

/** One JSON chunk of any of the known protocols. */
function* partsOfChunk(record: Record<string, unknown>, line: string): Generator<Part> {
  if (record["type"] === "error" || (record["error"] !== undefined && record["error"] !== null)) throw reportedError(record);

  const usage = usageIn(record);
  if (usage) yield { type: "usage", usage };
  const text = deltaIn(record);
  if (text) yield { type: "text", text };
  // An object that belongs to no protocol is the agent's own text; a protocol's other events (starts, ends, tool calls) carry none.
  else if (text === undefined && !usage && typeof record["type"] !== "string" && !("choices" in record)) yield { type: "text", text: line };
}

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

/** OpenAI: `usage`; its responses API and Anthropic: inside `response` or `message`; the AI SDK: in the metadata of its end. */
function usageIn(record: Record<string, unknown>) {
  return (
    readUsage(record["usage"]) ??
    readUsage(asRecord(record["response"])?.["usage"]) ??
    readUsage(asRecord(record["message"])?.["usage"]) ??
    readUsage(asRecord(record["messageMetadata"])?.["usage"]) ??
    readUsage(record["totalUsage"])
  );
}

function reportedError(value: unknown): Fault {
  const record = asRecord(value);
  const error = record?.["error"] ?? record?.["errorText"] ?? record?.["message"] ?? value;
  const message = typeof error === "string" ? error : asRecord(error)?.["message"];
  return brokenContract(`The agent's stream reported an error: ${typeof message === "string" && message ? message.slice(0, 500) : "without a message"}`);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
