/** The Durable Object of a session: runs the agent's code next to the session's transcript and state, and keeps telemetry until it is accepted. */
import { DurableObject } from "cloudflare:workers";
import type { Agent, Context, InvokeRequest } from "../types/index.js";
import { understandModule, type AgentModule, type Graph } from "./agent-module.js";
import { agentRequest, fetchContext } from "./agent-request.js";
import { endAgentSession } from "./agent-sessions.js";
import { jsonAnswer, streamAnswer } from "./answer-response.js";
import { customerBindings, platformOf, type Platform } from "./bindings.js";
import { createContext } from "./context.js";
import { brokenContract, errorResponse, Fault, sessionFailed } from "./errors.js";
import { eventOf, eventOfInterrupted } from "./event.js";
import { resumption } from "./graph-resume.js";
import { streamGraph } from "./graph-stream.js";
import { jsonResponse } from "./json.js";
import { LogScope } from "./logs.js";
import { Outbox } from "./outbox.js";
import { canonicalRequest, parseInvocation, type Invocation } from "./request.js";
import { SessionStore } from "./session-store.js";
import type { StateOwner } from "./state.js";
import { Turn, type Outcome } from "./turn.js";
import type { Report } from "./wire.js";
import { takeUntold } from "./workers-ai.js";

/** While there is something to look after, the alarm is never further away than this, so that a crash is noticed. */
const watchMs = 5_000;
/** A report waits this long for others to go with it: the next call of a conversation is served first, and a burst of them is one report. */
const gatherMs = 100;
/** Of a transcript that is longer, the newest messages that fit are shown. */
const shownBytes = 4 * 1024 * 1024;
/** Deleting a session waits this long for its last telemetry to be delivered. */
const farewellMs = 2_000;
const aiCallsKey = "workersAiCalls";
/** Far less than what the control plane believes of an event. */
const mostAiCalls = 100_000;

let agentExports: Record<string, unknown> = {};

/** Makes the customer's module known to the objects of this isolate. */
export function bindAgent(module: object): void {
  agentExports = module as Record<string, unknown>;
}

/** The customer's module, understood. */
export const boundAgent = (framework: string): AgentModule => understandModule(agentExports, framework);

/** The path of the object whose round trip is the health check; no session id has a slash. */
export const healthObject = "webhost/health";
/** Before the id where a session itself is read or deleted: an id may be any word, also the name of another path. */
export const sessionPath = "/sessions/";

interface Running {
  turn: Turn;
  ended: Promise<void>;
}

export class WebhostSession extends DurableObject {
  readonly #store = new SessionStore(this.ctx.storage);
  readonly #outbox = new Outbox(this.ctx.storage.sql);
  readonly #running = new Map<string, Running>();
  /** Goes up when the session is deleted: whatever began before must not write any more. */
  #generation = 0;
  #recovered = false;
  #gathering: Promise<void> | undefined;
  #alarmAt: number | undefined;

  /** The Worker's calls; it has checked their signatures. */
  override async fetch(request: Request): Promise<Response> {
    try {
      const { pathname } = new URL(request.url);
      const platform = platformOf(this.env as object);
      if (pathname === "/invoke") return await this.#invoke(request, platform);
      if (pathname === "/health") return health(platform);
      return request.method === "DELETE" ? await this.#delete() : this.#describe(pathname.slice(sessionPath.length));
    } catch (error) {
      if (error instanceof Fault) return errorResponse(error);
      console.error("The session object failed:", error);
      return errorResponse(sessionFailed());
    }
  }

  /** Retries telemetry, notices what a crash cut off, and deletes the session once its time is over. */
  override async alarm(): Promise<void> {
    this.#alarmAt = undefined;
    if (!this.#store.exists()) return;
    const platform = platformOf(this.env as object);
    this.#open(platform);
    await this.#outbox.flush();
    if (this.#isOver(platform)) {
      await this.#endBeside(platform);
      // While that went on it may have been called again.
      if (this.#isOver(platform)) this.#clear();
    }
    await this.#rest(platform);
  }

  /** For agents that run outside this object: notes an invocation; false when it was seen before. */
  claim(invocation: Pick<Invocation, "invocationId" | "sessionId" | "traceId">, timeoutMs: number): boolean {
    this.#open(platformOf(this.env as object));
    const now = Date.now();
    const isNew = this.#store.begin(invocation, now, now + timeoutMs + 2 * watchMs);
    this.#wakeBy(now + watchMs);
    return isNew;
  }

  /** For agents that run outside this object: stores a report and sends it; with an invocation's id, that invocation is over. */
  report(report: Report, invocationId?: string): void {
    const platform = platformOf(this.env as object);
    this.#open(platform);
    if (invocationId !== undefined) this.#store.end(invocationId, "", Date.now());
    this.#post(report, platform);
  }

  /** For the object that counts calls of Workers AI outside invocations; it is no session, and has no other content. */
  addAiCall(): void {
    this.ctx.storage.kv.put(aiCallsKey, (this.ctx.storage.kv.get<number>(aiCallsKey) ?? 0) + 1);
  }

  /** What was counted, for the event of one invocation; what is too much for one stays for the next. */
  takeAiCalls(): number {
    const calls = this.ctx.storage.kv.get<number>(aiCallsKey) ?? 0;
    const taken = Math.min(calls, mostAiCalls);
    if (calls > taken) this.ctx.storage.kv.put(aiCallsKey, calls - taken);
    else if (calls > 0) this.ctx.storage.kv.delete(aiCallsKey);
    return taken;
  }

  async #invoke(request: Request, platform: Platform): Promise<Response> {
    const invocation = parseInvocation(await request.arrayBuffer());
    this.#open(platform);
    const now = Date.now();
    if (!this.#store.begin(invocation, now)) throw new Fault("CONFLICT", "This invocation has been made before.");
    this.#store.addRequest(invocation);
    this.#wakeBy(now + watchMs);

    const keepAlive = (promise: Promise<unknown>) => this.ctx.waitUntil(promise);
    const work = (emit?: (text: string) => Promise<void>) => this.#work(invocation, request, platform, emit);
    return invocation.stream ? streamAnswer(work, keepAlive) : jsonAnswer(await work());
  }

  async #work(invocation: Invocation, request: Request, platform: Platform, emit?: (text: string) => Promise<void>): Promise<Outcome> {
    const scope = new LogScope(invocation, platform.redact, () => {
      this.#open(platform);
      this.#post({ events: [], logs: scope.drain() }, platform);
    });
    const { maxOutputBytes } = platform.config;
    const turn = new Turn({ invocation, maxOutputBytes, redact: platform.redact, scope, caller: request.signal, ...(emit && { emit }) });
    const generation = this.#generation;
    let operations = 1;
    const owner: StateOwner = {
      invocationId: invocation.invocationId,
      touch: () => {
        if (this.#generation !== generation) throw new Error("The session has been deleted.");
        operations++;
      },
    };
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#running.set(invocation.invocationId, { turn, ended });
    try {
      const waitUntil = (promise: Promise<unknown>) => this.ctx.waitUntil(promise);
      const context = createContext({ platform, invocation, turn, scope, store: this.#store, kv: this.ctx.storage.kv, owner, waitUntil });
      const outcome = await turn.run(() => this.#start(invocation, request, platform, context));
      const workersAICalls = turn.meter.aiCalls + (await takeUntold(platform));
      // No await from here on: the end of the turn, its answer and its event are one write.
      this.#open(platform);
      if (this.#generation === generation) this.#store.end(invocation.invocationId, outcome.status === "answered" ? outcome.text : undefined, Date.now());
      const event = eventOf(invocation, outcome, platform.config, platform.signer.deploymentId, { durableObjectOps: operations, workersAICalls });
      this.#post({ events: [event], logs: scope.drain() }, platform);
      // A plain answer is held back by the runtime until the write is safe; the end of a stream has to wait for it.
      if (emit) await this.ctx.storage.sync();
      return outcome;
    } finally {
      this.#running.delete(invocation.invocationId);
      end();
    }
  }

  #start(invocation: Invocation, request: Request, platform: Platform, context: Context): unknown {
    const agent = boundAgent(platform.config.framework);
    const canonical = canonicalRequest(invocation, platform.config.agentId, platform.signer.deploymentId);
    if (agent.kind === "invoke") return agent.graph ? this.#startGraph(agent.invoke, agent.graph, canonical, context) : agent.invoke(canonical, context);
    if (agent.kind === "invalid") throw brokenContract(agent.message);
    const traceparent = request.headers.get("traceparent");
    return agent.fetch(agentRequest("/invoke", canonical, traceparent, context.signal), customerBindings(this.env as object), fetchContext(context.waitUntil, context));
  }

  /**
   * A graph's thread is the session. One without a checkpointer is handed the transcript, as it would know nothing but the last message; one that waits for
   * somebody is told what the message says.
   */
  async #startGraph(invoke: Agent["invoke"], graph: Graph, request: InvokeRequest, context: Context): Promise<unknown> {
    const messages = graph.keepsThreads ? request.messages : this.#store.messages();
    const config = { ...context, configurable: { thread_id: request.sessionId } };
    const input = resumption(await graph.waitsFor(request.sessionId), request) ?? { ...request, messages };
    return request.stream ? streamGraph(graph, input, config) : await invoke(input as InvokeRequest, config);
  }

  #describe(sessionId: string): Response {
    const session = this.#store.summary(shownBytes);
    if (!session) throw new Fault("NOT_FOUND", "There is no such session.");
    return jsonResponse({
      sessionId,
      createdAt: new Date(session.createdAt).toISOString(),
      lastUsedAt: new Date(session.lastUsedAt).toISOString(),
      messageCount: session.messageCount,
      sizeBytes: session.sizeBytes,
      messages: session.messages,
    });
  }

  async #delete(): Promise<Response> {
    if (this.#store.exists()) {
      const platform = platformOf(this.env as object);
      this.#open(platform);
      const running = [...this.#running.values()];
      this.#clear();
      for (const { turn } of running) turn.stop(new Fault("CONFLICT", "The session has been deleted."));
      await Promise.all(running.map(({ ended }) => ended));
      await Promise.race([this.#outbox.flush(), scheduler.wait(farewellMs)]);
      await this.#rest(platform);
    }
    return new Response(null, { status: 204 });
  }

  /** Makes the tables; the first time in this object's life, it also reports the invocations that an earlier life left unfinished. */
  #open(platform: Platform): void {
    this.#store.open();
    if (this.#recovered) return;
    this.#recovered = true;
    this.#reportInterrupted(platform);
  }

  #reportInterrupted(platform: Platform): void {
    const now = Date.now();
    for (const interrupted of this.#store.interrupted(new Set(this.#running.keys()), now)) {
      this.#store.giveUp(interrupted.invocationId, now);
      this.#outbox.add({ events: [eventOfInterrupted(interrupted, platform.config, platform.signer.deploymentId)], logs: [] }, platform.signer, now);
    }
  }

  /** Stores a report and sends it soon, beside what goes on. */
  #post(report: Report, platform: Platform): void {
    const now = Date.now();
    this.#outbox.add(report, platform.signer, now);
    this.#wakeBy(now + watchMs);
    this.#gathering ??= scheduler.wait(gatherMs).then(() => {
      this.#gathering = undefined;
      return this.#outbox.flush().then(() => this.#rest(platform));
    });
    this.ctx.waitUntil(this.#gathering);
  }

  /** The agent's own object of an Agents SDK session goes with this one. When that fails, the runtime repeats the alarm. */
  async #endBeside({ config }: Platform): Promise<void> {
    const sessionId = this.#store.sessionId();
    if (config.framework !== "cloudflare-agents" || sessionId === undefined) return;
    try {
      await endAgentSession(customerBindings(this.env as object), agentExports, config, sessionId);
    } catch (error) {
      // One that can't be deleted from here keeps what it has.
      if (!(error instanceof Fault)) throw error;
    }
  }

  #clear(): void {
    this.#generation++;
    this.#store.clearSession();
  }

  #isOver(platform: Platform): boolean {
    const expiresAt = this.#expiresAt(platform);
    return expiresAt !== undefined && expiresAt <= Date.now() && this.#running.size === 0 && !this.#store.hasUnfinished();
  }

  #expiresAt({ config }: Platform): number | undefined {
    const lastUsedAt = this.#store.lastUsedAt();
    return lastUsedAt === undefined || config.sessionTtlSeconds <= 0 ? undefined : lastUsedAt + config.sessionTtlSeconds * 1_000;
  }

  /** Sets the alarm for what comes next; an object that has nothing left to keep deletes itself. */
  async #rest(platform: Platform): Promise<void> {
    if (!this.#store.exists()) return;
    this.#reportInterrupted(platform);
    const now = Date.now();
    const times = [this.#outbox.nextAttemptAt(), this.#expiresAt(platform), this.#store.hasUnfinished() ? now + watchMs : undefined].filter((time) => time !== undefined);
    if (this.#running.size === 0 && this.#store.lastUsedAt() === undefined && times.length === 0) {
      this.#alarmAt = undefined;
      return this.#store.destroy();
    }
    if (times.length > 0) this.#wakeBy(Math.max(Math.min(...times), now));
  }

  /** One alarm serves everything: it is only ever moved forward, and finds out itself what is due. */
  #wakeBy(time: number): void {
    if (this.#alarmAt !== undefined && this.#alarmAt <= time) return;
    this.#alarmAt = time;
    void this.ctx.storage.setAlarm(time);
  }
}

function health(platform: Platform): Response {
  const agent = boundAgent(platform.config.framework);
  if (agent.kind === "invalid") throw new Fault("RUNTIME_ERROR", agent.message, { status: 500, class: "runtime" });
  return Response.json({ status: "ok", deploymentId: platform.signer.deploymentId });
}
