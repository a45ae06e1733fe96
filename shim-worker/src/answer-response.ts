/** The HTTP answer of an invocation: one JSON document, or an event stream that is written while the agent works. */
import { errorResponse, sessionFailed } from "./errors.js";
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

/** As much as waits for a caller who reads slowly; then the agent waits too. */
const heldCharacters = 64 * 1024;

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
  const outlet = new Outlet(writer);
  const pump = async () => {
    const outcome = await work((text) => outlet.write(sseEvent("delta", { text }))).catch((error: unknown) => {
      console.error("The session object failed in a stream:", error);
      return undefined;
    });
    // What is written together goes through every Worker on the way once.
    await outlet.write(outcome ? sseEvent("usage", { usage: outcome.usage }) + lastEvent(outcome) : sseEvent("error", { error: sessionFailed().toWire() }));
    await outlet.flush();
    await writer.close();
  };
  writer.closed.catch(() => {}); // the caller left: the next write says so
  keepAlive(pump().catch(() => {}));
  return new Response(readable, { headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" } });
}

/**
 * Writes beside the agent: the first byte leaves only when what was stored before it is safe, and an agent that need not wait for that has its end
 * stored together with its beginning.
 */
class Outlet {
  #held = "";
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(private readonly writer: WritableStreamDefaultWriter<Uint8Array>) {}

  /** Rejects once the caller has left. */
  async write(events: string): Promise<void> {
    this.#held += events;
    this.#writing ??= this.#drain();
    if (this.#held.length > heldCharacters) await this.#writing;
    if (this.#failure) throw this.#failure;
  }

  /** Resolves when all is written; rejects when the caller has left. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#failure) throw this.#failure;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#held !== "") {
        const events = this.#held;
        this.#held = "";
        await this.writer.write(encoder.encode(events));
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#writing = undefined;
  }
}

function lastEvent(outcome: Outcome): string {
  if (outcome.status !== "answered") return sseEvent("error", { error: outcome.fault.toWire() });
  const { messages, data } = outcome;
  return sseEvent("done", { ...(messages && { messages }), ...(data !== undefined && { data }) });
}
