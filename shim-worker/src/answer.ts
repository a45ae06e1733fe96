/** Turns whatever an agent returns into parts. */
import { brokenContract } from "./errors.js";
import { partsOfResponse } from "./fetch-answer.js";
import { partsOfJson } from "./json-answer.js";
import { readMessages } from "./messages.js";
import { asRecord, textOf, type Part } from "./parts.js";
import { readUsage } from "./usage.js";

/**
 * Text, an object, an async iterable or generator of chunks, a stream of bytes or text, a `Response`, or the result of the AI SDK's `streamText`.
 * @throws {Fault} while iterating, when the value is none of these
 */
export async function* partsOfAnswer(value: unknown, maxOutputBytes: number): AsyncGenerator<Part> {
  if (value === undefined || value === null) throw nothing();
  if (value instanceof Response) return yield* partsOfResponse(value, maxOutputBytes);
  if (value instanceof ReadableStream) return yield* partsOfChunks(value as ReadableStream<unknown>);
  if (typeof value === "object") {
    if (Symbol.asyncIterator in value) return yield* partsOfChunks(value as AsyncIterable<unknown>);
    if (Symbol.iterator in value && "next" in value) return yield* partsOfChunks(value as Iterable<unknown>);
    const textStream = (value as { textStream?: unknown }).textStream;
    if (typeof textStream === "object" && textStream !== null && Symbol.asyncIterator in textStream) {
      return yield* partsOfTextStream(textStream as AsyncIterable<unknown>, value as { totalUsage?: unknown; usage?: unknown });
    }
  }
  if (typeof value === "function" || typeof value === "symbol") throw brokenContract(`The agent returned a ${typeof value}. ${accepted}`);
  yield* partsOfJson(value);
}

async function* partsOfChunks(chunks: AsyncIterable<unknown> | Iterable<unknown>): AsyncGenerator<Part> {
  let empty = true;
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    empty = false;
    if (typeof chunk === "string") yield { type: "text", text: chunk };
    else if (chunk instanceof Uint8Array) yield { type: "text", text: decoder.decode(chunk, { stream: true }) };
    else yield* partsOfChunk(chunk);
  }
  const rest = decoder.decode();
  if (rest) yield { type: "text", text: rest };
  if (empty) throw nothing();
}

/** `{text}`, `{usage}`, `{messages}`, `{data}` or some of them together; the AI SDK's own parts have `type: "text-delta"`. */
function* partsOfChunk(chunk: unknown): Generator<Part> {
  const record = asRecord(chunk);
  const text = record?.["text"] ?? record?.["delta"] ?? record?.["textDelta"];
  const usage = readUsage(record?.["usage"] ?? record?.["totalUsage"]);
  const messages = readMessages(record?.["messages"]);
  const data = record?.["data"];
  const isSdkPart = typeof record?.["type"] === "string";
  const isText = typeof text === "string" && (!isSdkPart || record["type"] === "text-delta" || record["type"] === "text");
  if (!isText && !usage && !messages && data === undefined && !isSdkPart) {
    throw brokenContract("The agent's stream gave a value that is neither text nor an object with text, data, messages or usage.");
  }
  if (isText) yield { type: "text", text };
  if (usage) yield { type: "usage", usage };
  if (messages) yield { type: "messages", messages };
  if (data !== undefined) yield { type: "data", data };
}

/** The AI SDK's result: its usage is a promise that resolves when the text is over. */
async function* partsOfTextStream(textStream: AsyncIterable<unknown>, result: { totalUsage?: unknown; usage?: unknown }): AsyncGenerator<Part> {
  for await (const text of textOf(textStream as AsyncIterable<string>)) yield { type: "text", text };
  const usage = readUsage(await (result.totalUsage ?? result.usage));
  if (usage) yield { type: "usage", usage };
}

const accepted = "It must return text, an object with text, an async iterable of text, a stream or a Response.";
const nothing = () => brokenContract(`The agent returned nothing. ${accepted}`);
