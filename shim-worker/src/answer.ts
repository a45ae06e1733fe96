/** Turns whatever an agent returns into parts. */
import { brokenContract } from "./errors.js";
import { partsOfResponse } from "./fetch-answer.js";
import { partsOfJson } from "./json-answer.js";
import { readMessages } from "./messages.js";
import { asRecord, textOf, type Part } from "./parts.js";
import { isStreamEvent, StreamEvents } from "./stream-answer.js";
import { readUsage } from "./usage.js";

/**
 * Text, an object, an async iterable or generator of chunks, a stream of bytes or text, a `Response`, the result of the AI SDK's `streamText`, or
 * a model client's own stream.
 * @throws {Fault} while iterating, when the value is none of these
 */
export async function* partsOfAnswer(value: unknown, maxOutputBytes: number): AsyncGenerator<Part> {
  if (value === undefined || value === null) throw nothing();
  if (value instanceof Response) return yield* partsOfResponse(value, maxOutputBytes);
  if (value instanceof ReadableStream) return yield* partsOfChunks(value as ReadableStream<unknown>);
  if (typeof value === "object") {
    if (Symbol.asyncIterator in value) return yield* partsOfChunks(value as AsyncIterable<unknown>);
    if (Symbol.iterator in value && "next" in value) return yield* partsOfChunks(value as Iterable<unknown>);
    // The AI SDK's result. Its text alone would leave out tool calls, and why a stream broke off.
    const { fullStream, textStream } = value as { fullStream?: unknown; textStream?: unknown };
    if (isIterable(fullStream)) return yield* partsOfChunks(fullStream);
    if (isIterable(textStream)) return yield* partsOfTextStream(textStream, value);
  }
  if (typeof value === "function" || typeof value === "symbol") throw brokenContract(`The agent returned a ${typeof value}. ${accepted}`);
  yield* partsOfJson(value);
}

async function* partsOfChunks(chunks: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<Part> {
  let empty = true;
  let silent = true;
  const kinds = new Set<string>();
  const events = new StreamEvents();
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    empty = false;
    if (typeof chunk === "string") yield { type: "text", text: chunk };
    else if (chunk instanceof Uint8Array) yield { type: "text", text: decoder.decode(chunk, { stream: true }) };
    else {
      const kind = asRecord(chunk)?.["type"];
      if (typeof kind === "string" && kinds.size < mostKinds) kinds.add(kind.slice(0, 50));
      for (const part of partsOfChunk(chunk, events)) {
        silent &&= part.type === "usage";
        yield part;
      }
      continue;
    }
    silent = false;
  }
  // It may be meant so; but a framework whose events aren't understood would else be silent for no reason that anybody can see.
  if (silent && kinds.size > 0) console.warn(`The answer is empty: the stream's events had no text (${[...kinds].join(", ")}).`);
  const rest = decoder.decode();
  if (rest) yield { type: "text", text: rest };
  if (empty) throw nothing();
}

/** `{text}`, `{usage}`, `{messages}`, `{data}` or some of them together, or an event of a model service's or the AI SDK's stream. */
function* partsOfChunk(chunk: unknown, events: StreamEvents): Generator<Part> {
  const record = asRecord(chunk);
  const isEvent = record !== undefined && isStreamEvent(record);
  const text = record?.["text"] ?? record?.["delta"] ?? record?.["textDelta"];
  const usage = readUsage(record?.["usage"] ?? record?.["totalUsage"]);
  const messages = readMessages(record?.["messages"]);
  // What the OpenAI Agents SDK has there is the model's event.
  const data = record?.["type"] === "raw_model_stream_event" ? undefined : record?.["data"];
  const isText = typeof text === "string" && !isEvent;
  if (!isText && !usage && !messages && data === undefined && !isEvent) {
    throw brokenContract("The agent's stream gave a value that is neither text nor an object with text, data, messages or usage.");
  }
  if (isEvent) yield* events.partsOf(record);
  if (isText) yield { type: "text", text };
  if (usage && !isEvent) yield { type: "usage", usage };
  if (messages) yield { type: "messages", messages };
  if (data !== undefined) yield { type: "data", data };
}

/** A result whose usage is a promise that resolves when the text is over. */
async function* partsOfTextStream(textStream: AsyncIterable<unknown>, result: { totalUsage?: unknown; usage?: unknown }): AsyncGenerator<Part> {
  for await (const text of textOf(textStream as AsyncIterable<string>)) yield { type: "text", text };
  const usage = readUsage(await (result.totalUsage ?? result.usage));
  if (usage) yield { type: "usage", usage };
}

const mostKinds = 10;
const isIterable = (value: unknown): value is AsyncIterable<unknown> => typeof value === "object" && value !== null && Symbol.asyncIterator in value;
const accepted = "It must return text, an object with text, an async iterable of text, a stream or a Response.";
const nothing = () => brokenContract(`The agent returned nothing. ${accepted}`);
