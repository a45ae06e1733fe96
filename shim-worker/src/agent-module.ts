/** Finds out what kind of agent a customer's module is. */
import type { Agent, FetchContext } from "../types/index.js";
import { asRecord } from "./parts.js";

type FetchHandler = (request: Request, env: Record<string, unknown>, context: FetchContext) => unknown;

/** A module, understood. An `invalid` one has the message for whoever deploys it. */
export type AgentModule =
  | { kind: "invoke"; invoke: Agent["invoke"]; graph?: Graph }
  | { kind: "fetch"; fetch: FetchHandler }
  | { kind: "cloudflare-agents"; fetch: FetchHandler }
  | { kind: "invalid"; message: string };

/** A compiled graph of LangGraph, or an agent of LangChain, which is one inside. */
export interface Graph {
  /** Whether it has a checkpointer, and so remembers a thread by itself. */
  keepsThreads: boolean;
  /** Its own method, which gives pairs of a mode and a value when several modes are asked for. */
  stream: (input: object, config: object) => Promise<AsyncIterable<[mode: string, value: unknown]>>;
  /** What a thread's interrupted nodes wait to be told, by its id; none where it waits for nothing. */
  waitsFor: (threadId: string) => Promise<string[]>;
  /** The names of the nodes after which it may end. What a model says in another one, such as which way to go, is not meant for the caller. */
  lastNodes: () => ReadonlySet<string>;
}

type Exports = Record<string, unknown>;

/** @param framework the deployment's framework; `cloudflare-agents` modules run beside our Durable Object, not inside it */
export function understandModule(module: Exports, framework: string): AgentModule {
  const entry = defaultExport(module);
  const fetch = fetchOf(entry);
  if (framework === "cloudflare-agents") {
    return fetch
      ? { kind: "cloudflare-agents", fetch }
      : { kind: "invalid", message: "The module has no default export with a fetch method, which a cloudflare-agents module needs to route requests to its agents." };
  }
  // `graph` is what LangGraph's own projects call theirs.
  for (const owner of [entry, module, fetch ? undefined : module["graph"]]) {
    const invoke = methodOf(owner, "invoke") as Agent["invoke"] | undefined;
    const graph = graphOf(owner);
    if (invoke) return { kind: "invoke", invoke, ...(graph && { graph }) };
  }
  if (fetch) return { kind: "fetch", fetch };
  const names = Object.keys(module);
  const members = typeof entry === "object" && entry !== null ? Object.keys(entry) : [];
  const found = names.length > 0 ? `It exports ${names.join(", ")}${members.length > 0 ? `, and the default has ${members.slice(0, 10).join(", ")}` : ""}.` : "It exports nothing.";
  return { kind: "invalid", message: `The module exports neither invoke nor fetch. ${found} Export a default object with an invoke(request, context) or a fetch(request) method.` };
}

/** What is invoked, if it is a graph itself: an agent of one's own that has a graph, or is exported beside one, calls it as it likes. */
function graphOf(owner: unknown): Graph | undefined {
  const agent = asRecord(owner);
  const isLangChainAgent = asRecord(agent?.["graph"])?.["lg_is_pregel"] === true && methodOf(agent, "updateState") !== undefined;
  const stream = methodOf(agent, "stream");
  if (!stream || !(agent?.["lg_is_pregel"] === true || isLangChainAgent)) return undefined;
  const inner = isLangChainAgent ? agent!["graph"] : agent;
  const keepsThreads = Boolean(agent!["checkpointer"] ?? asRecord(inner)?.["checkpointer"]);
  return { keepsThreads, stream: stream as Graph["stream"], waitsFor: (threadId) => (keepsThreads ? interruptsOf(inner, threadId) : Promise.resolve([])), lastNodes: () => lastNodesOf(inner) };
}

/** The ids of a thread's interrupts, as its checkpointer has them. */
async function interruptsOf(graph: unknown, threadId: string): Promise<string[]> {
  const getState = methodOf(graph, "getState") as ((config: object) => Promise<unknown>) | undefined;
  const tasks = asRecord(await getState?.({ configurable: { thread_id: threadId } }))?.["tasks"];
  if (!Array.isArray(tasks)) return [];
  return tasks.flatMap((task: unknown) => asRecord(task)?.["interrupts"] ?? []).map((interrupt) => String(asRecord(interrupt)?.["id"]));
}

/** From the graph's own drawing of itself; none where it can't be drawn. */
function lastNodesOf(graph: unknown): ReadonlySet<string> {
  try {
    const { edges } = (methodOf(graph, "getGraph") as (() => { edges: { source: string; target: string }[] }) | undefined)?.() ?? { edges: [] };
    return new Set(edges.filter(({ target }) => target === "__end__").map(({ source }) => source));
  } catch {
    return new Set();
  }
}

/** The default export; a CommonJS module that was bundled has its own `default` inside. */
function defaultExport(module: Exports): unknown {
  const entry = module["default"];
  const isInterop = typeof entry === "object" && entry !== null && "default" in entry && !("fetch" in entry) && !("invoke" in entry);
  return isInterop ? (entry as Exports)["default"] : entry;
}

/** A `fetch` method, a plain function that takes a Request, or a class (such as a WorkerEntrypoint) that is made anew for each request. */
function fetchOf(entry: unknown): FetchHandler | undefined {
  if (typeof entry === "function") {
    const prototype = (entry as { prototype?: unknown }).prototype;
    if (methodOf(prototype, "fetch")) {
      const Entry = entry as new (context: FetchContext, env: Exports) => { fetch: FetchHandler };
      return (request, env, context) => new Entry(context, env).fetch(request, env, context);
    }
  }
  return methodOf(entry, "fetch") as FetchHandler | undefined ?? (typeof entry === "function" ? (entry as FetchHandler) : undefined);
}

/** The method with its object, so that `this` is right however it is called. Some routers answer with a function for any name that they are asked for, but don't claim to have it. */
function methodOf(owner: unknown, name: string): ((...values: never[]) => unknown) | undefined {
  if ((typeof owner !== "object" && typeof owner !== "function") || owner === null || !(name in owner)) return undefined;
  const method = (owner as Exports)[name];
  return typeof method === "function" ? (method.bind(owner) as (...values: never[]) => unknown) : undefined;
}
