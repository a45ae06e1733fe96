/**
 * The contract between webhost.systems and a JavaScript or TypeScript agent.
 *
 * An agent is a module whose default export is an {@link Agent}, or that exports `invoke` by name, or whose default export has a
 * `fetch` method (see {@link FetchContext}).
 */

/** One message of a conversation. */
export interface Message {
  role: "system" | "user" | "assistant" | "tool";
  content: string;
}

/** Hints of the caller; an agent may use or ignore each. */
export interface InvokeOptions {
  /** How many steps the agent may take. */
  maxSteps?: number;
  /** The model's temperature, 0 to 2. */
  temperature?: number;
  /** Tools that the agent may (`allow`) or may not (`deny`) use. */
  toolPolicy?: { allow?: string[]; deny?: string[] };
  /** The caller's time-out in milliseconds; `context.signal` enforces it. */
  timeoutMs?: number;
  [key: string]: unknown;
}

/** What the agent is asked. A fetch handler gets the same object as the JSON body of `POST /invoke`. */
export interface InvokeRequest {
  invocationId: string;
  agentId: string;
  deploymentId: string;
  sessionId: string;
  traceId: string;
  /** The messages of this call, newest last; at least one. `context.messages.list()` has the earlier ones too. */
  messages: Message[];
  /** The content of the last user message. */
  prompt: string;
  options: InvokeOptions;
  metadata: Record<string, unknown>;
  /** Whether the caller reads the answer as it is made. */
  stream: boolean;
}

/** What an invocation used. `tokens` is the sum of the other two when it is left out. */
export interface UsageReport {
  tokens?: number;
  inputTokens?: number;
  outputTokens?: number;
  toolCalls?: number;
}

/** An answer with more than text. */
export interface Answer {
  text: string;
  /** Messages to hand to the caller beside the text. */
  messages?: Message[];
  /** Anything that JSON can hold. */
  data?: unknown;
  /** Also accepted with the field names of OpenAI and of the AI SDK. Ignored where `context.usage.add` has been used. */
  usage?: UsageReport | Record<string, unknown>;
}

/** A chunk of a streamed answer: text, or an object that carries some of an answer. */
export type Chunk = string | Partial<Answer>;

/** A model client's own stream (OpenAI's, Anthropic's), the result of the AI SDK's `streamText`, or a stream of Mastra or the OpenAI Agents SDK. Text, tokens, tool calls and errors are taken from it. */
export type ModelStream = AsyncIterable<{ type: string } | { choices: unknown[] }> | { fullStream: AsyncIterable<{ type: string }> };

/** Everything that `invoke` may return or resolve to. */
export type AgentResult = string | Answer | AsyncIterable<Chunk> | ModelStream | ReadableStream<Uint8Array | string> | Response;

/** The transcript of the session. */
export interface SessionMessages {
  /** The earlier messages of the session, then those of the present call, then what was appended since. */
  list(): Promise<Message[]>;
  /** Adds messages durably. The present call's messages and its answer are added by the platform: don't add them again. */
  append(...messages: Message[]): Promise<void>;
}

/** Durable values of the session, each a structured-cloneable value of at most 1 MB under a key of at most 512 bytes. */
export interface SessionState {
  get<T = unknown>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown): Promise<void>;
  /** Whether there was something to delete. */
  delete(key: string): Promise<boolean>;
  /** All values whose key starts with the prefix, in the order of their keys. */
  list<T = unknown>(prefix?: string): Promise<Map<string, T>>;
}

/** Lines for the agent's runtime log; values of secrets are removed from them. */
export interface Log {
  debug(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
}

/** What the platform gives to an invocation. */
export interface Context {
  readonly agentId: string;
  readonly deploymentId: string;
  readonly sessionId: string;
  readonly invocationId: string;
  readonly traceId: string;
  /** The agent's plain variables and secrets, as texts; what a wrangler configuration's `vars` give as a number, flag or object is JSON here. */
  readonly env: Readonly<Record<string, string>>;
  readonly messages: SessionMessages;
  readonly state: SessionState;
  readonly usage: { add(usage: UsageReport): void };
  readonly log: Log;
  /** Aborts when the caller leaves, when the time is up, and when the session is deleted. */
  readonly signal: AbortSignal;
  /** Keeps the runtime alive for work that goes on after the answer. */
  waitUntil(promise: Promise<unknown>): void;
}

/** An agent with an `invoke` function. */
export interface Agent {
  invoke(request: InvokeRequest, context: Context): AgentResult | Promise<AgentResult>;
}

/** The third argument of a `fetch` handler: the usual execution context, and the platform's own (in Hono: `c.executionCtx.webhost`). */
export interface FetchContext {
  waitUntil(promise: Promise<unknown>): void;
  passThroughOnException(): void;
  readonly props: unknown;
  readonly webhost: Context;
}
