/** The HTTP answer of an invocation: one JSON document, or an event stream that is written while the agent works. */
import { errorResponse } from "./errors.js";
import { jsonResponse } from "./json.js";
import { sseEvent } from "./sse.js";
import type { Outcome } from "./turn.js";
import type { WireAnswer } from "./wire.js";

const encoder = new TextEncoder();

export function jsonAnswer(outcome: Outcome): Response {
  if (outcome.status !== "answered") return errorResponse(outcome.fault);
  const { status: _, ...answer } = outcome;
  return jsonResponse(answer satisfies WireAnswer);
}

/**
 * Answers with `delta` …, `usage`, then `done` or `error`.
 * @param work runs the agent and everything that must be stored before the caller may hear of its end; goes on when the caller leaves
 * @param keepAlive keeps the runtime alive until the work is done
 */
export function streamAnswer(
  work: (emit: (text: string) => Promise<void>) => Promise<Outcome>,
  keepAlive: (promise: Promise<unknown>) => void,
): Response {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  const write = (...events: string[]) => writer.write(encoder.encode(events.join("")));
  const pump = async () => {
    const outcome = await work((text) => write(sseEvent("delta", { text })));
    // What is written together goes through every Worker on the way once.
    await write(sseEvent("usage", { usage: outcome.usage }), lastEvent(outcome));
    await writer.close();
  };
  writer.closed.catch(() => {}); // the caller left: the next write says so
  keepAlive(pump().catch(() => {}));
  return new Response(readable, { headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" } });
}

function lastEvent(outcome: Outcome): string {
  if (outcome.status !== "answered") return sseEvent("error", { error: outcome.fault.toWire() });
  const { messages, data } = outcome;
  return sseEvent("done", { ...(messages && { messages }), ...(data !== undefined && { data }) });
}
