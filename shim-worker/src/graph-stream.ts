/** Streams a graph of LangGraph: what the models of its last nodes say, as they say it, and in the end what its state has besides. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Graph } from "./agent-module.js";
import { partsOfJson } from "./json-answer.js";
import { contentText, roleOf } from "./messages.js";
import { asRecord } from "./parts.js";

/**
 * Where LangChain keeps what a step runs in. Its build for browsers, which bundles take, has none by itself: a model called without the step's configuration would not stream, and
 * `interrupt()` would not know where it is. Bundles may hold their own copy of LangChain, and they share this by its name.
 */
(globalThis as Record<symbol, unknown>)[Symbol.for("ls:tracing_async_local_storage")] ??= new AsyncLocalStorage();

/** @param config what the graph is called with */
export async function* streamGraph(graph: Graph, input: object, config: object): AsyncGenerator<unknown> {
  const speech = new Speech(graph.lastNodes());
  let state: unknown;
  for await (const [mode, value] of await graph.stream(input, { ...config, streamMode: ["values", "messages"] })) {
    if (mode === "messages") {
      yield* speech.hear(value);
      continue;
    }
    yield* speech.endStep();
    // Where a graph waits for somebody, that comes by itself, and `invoke` gives it together with the state.
    state = "__interrupt__" in (asRecord(value) ?? {}) ? { ...asRecord(state), ...asRecord(value) } : value;
  }
  for (const part of partsOfJson(state)) {
    if (part.type === "text") yield* speech.conclude(part.text);
    else yield part.type === "usage" ? { usage: part.usage } : part.type === "data" ? { data: part.data } : { messages: part.messages };
  }
}

/** What is said, one message after the other: of those that are said at the same time the first is passed on, and the others once the step is over. */
class Speech {
  #current: string | undefined;
  /** What this step's first message has said so far. */
  #message = "";
  #said = "";
  readonly #waiting = new Map<string, string>();

  constructor(private readonly nodes: ReadonlySet<string>) {}

  /** @param value a piece of a message and where it comes from; whole messages come with the state */
  *hear(value: unknown): Generator<string> {
    const [message, source] = Array.isArray(value) ? value.map(asRecord) : [];
    const text = contentText(message?.["content"]);
    if (!text || typeof message!["concat"] !== "function" || roleOf(message) !== "assistant" || !this.nodes.has(String(source?.["langgraph_node"]))) return;
    const id = String(message!["id"]);
    if (this.#current === undefined) {
      this.#current = id;
      this.#message = "";
      yield* this.#begin();
    }
    if (id !== this.#current) {
      this.#waiting.set(id, (this.#waiting.get(id) ?? "") + text);
      return;
    }
    this.#message += text;
    yield this.#say(text);
  }

  *endStep(): Generator<string> {
    for (const text of this.#waiting.values()) {
      yield* this.#begin();
      yield this.#say(text);
    }
    this.#waiting.clear();
    this.#current = undefined;
  }

  /** The answer's text is said in the end, as far as it has not been. */
  *conclude(text: string): Generator<string> {
    if (this.#said.endsWith(text)) return;
    if (this.#message && this.#said.endsWith(this.#message) && text.startsWith(this.#message)) yield text.slice(this.#message.length);
    else {
      yield* this.#begin();
      yield text;
    }
  }

  *#begin(): Generator<string> {
    if (this.#said) yield this.#say("\n\n");
  }

  #say(text: string): string {
    this.#said += text;
    return text;
  }
}
