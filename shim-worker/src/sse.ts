/** Server-sent events: writing our own, reading an agent's. */

import { toJson } from "./json.js";

/** One event; the data is JSON, so it never holds a line break. */
export const sseEvent = (name: string, data: unknown): string => `event: ${name}\ndata: ${toJson(data)}\n\n`;

/** An event as it was read; the name is `message` when the stream gives none. */
export interface SseEvent {
  name: string;
  data: string;
}

/** Splits text that comes in pieces into lines that end with LF, CR LF or CR; the last piece counts as a line too. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    rest += chunk;
    // A CR at the end may be the first half of a CR LF: it waits for the next piece.
    const end = rest.endsWith("\r") ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, end).split(/\r\n|\n|\r/);
    rest = lines.pop()! + rest.slice(end);
    yield* lines;
  }
  if (rest.length > 0) yield rest.replace(/\r$/, "");
}

/** Parses a `text/event-stream`; an event that the stream breaks off in the middle of is still given. */
export async function* sseEventsOf(chunks: AsyncIterable<string>): AsyncGenerator<SseEvent> {
  let name = "message";
  let data: string[] = [];
  for await (const line of linesOf(chunks)) {
    if (line === "") {
      if (data.length > 0) yield { name, data: data.join("\n") };
      name = "message";
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") name = value || "message";
  }
  if (data.length > 0) yield { name, data: data.join("\n") };
}
