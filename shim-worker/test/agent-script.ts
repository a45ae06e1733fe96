/** An agent's script as the platform uploads it, running in workerd: the generated main module, the built shim, the customer's module. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WireAnswer, WireError } from "../src/wire.js";
import type { Config } from "../src/bindings.js";
import { ControlPlane } from "./control-plane.js";
import { dist, quote, Workerd, type Answer } from "./workerd.js";

export const invokeSecret = "the-invoke-secret-of-this-test";
export const telemetrySecret = "the-telemetry-secret-of-this-test";

export interface ScriptOptions {
  config?: Partial<Config>;
  variables?: Record<string, string>;
  /** Variables that are no texts. */
  values?: Record<string, unknown>;
  /** Names of the customer's own Durable Object classes. */
  classes?: string[];
  plane?: ControlPlane;
  deploymentId?: string;
  /** The module of what stands in for Workers AI, bound as `AI`. */
  ai?: string;
  /** Drop a binding, to see what the probe says. */
  without?: string;
  /** Members that the session's class gets besides. */
  sessionMembers?: string;
  /** Load the customer's module before the shim. */
  agentFirst?: boolean;
  /** The oldest that the platform takes is 2025-05-01. */
  compatibilityDate?: string;
}

export interface Event {
  name: string;
  data: unknown;
}

export class AgentScript {
  readonly workerd = new Workerd();
  #ownsPlane = false;
  plane!: ControlPlane;
  #agent = "";
  #options: ScriptOptions = {};

  static async start(agent: string, options: ScriptOptions = {}): Promise<AgentScript> {
    const script = new AgentScript();
    script.#ownsPlane = !options.plane;
    script.plane = options.plane ?? (await new ControlPlane(telemetrySecret).start());
    try {
      await script.deploy(agent, options);
      return script;
    } catch (error) {
      await script.stop();
      throw error;
    }
  }

  /** Starts, or starts again with another module, on the same data. */
  async deploy(agent = this.#agent, options: ScriptOptions = this.#options): Promise<void> {
    this.#agent = agent;
    this.#options = options;
    await this.workerd.kill();
    const classes = options.classes ?? [];
    const imports = ['import { createHandler, WebhostSession as Session, bindAgent } from "./shim.js";', 'import * as agent from "./agent.js";'];
    const main = [
      ...(options.agentFirst ? imports.reverse() : imports),
      "bindAgent(agent);",
      classes.length > 0 ? 'export * from "./agent.js";' : "",
      `export class WebhostSession extends Session { ${options.sessionMembers ?? ""} }`,
      "export default createHandler(agent);",
    ].join("\n");
    await this.workerd.start(this.#capnp(classes, options), { "index.js": main, "agent.js": agent, "shim.js": readFileSync(join(dist, "shim.js"), "utf8") });
  }

  #capnp(classes: string[], options: ScriptOptions): string {
    const variables = options.variables ?? {};
    const config = { agentId: "agt_test", envKeys: [...Object.keys(variables), ...Object.keys(options.values ?? {})], sessionTtlSeconds: 0, maxOutputBytes: 100_000, framework: "custom", durableObjects: [], ...(options.ai && { aiBinding: "AI" }), ...options.config };
    const texts: Record<string, string> = {
      WEBHOST_CONFIG: JSON.stringify(config),
      WEBHOST_INVOKE_SECRET: invokeSecret,
      TELEMETRY_ENDPOINT_URL: this.plane.url,
      TELEMETRY_DEPLOYMENT_ID: options.deploymentId ?? "dep_test",
      TELEMETRY_SECRET: telemetrySecret,
      ...variables,
    };
    if (options.without) delete texts[options.without];
    const objects = [["WEBHOST_SESSION", "WebhostSession"], ...classes.map((name) => [name, name])] as [string, string][];
    const bindings = [
      ...Object.entries(texts).map(([name, text]) => `(name = ${quote(name)}, text = ${quote(text)})`),
      ...Object.entries(options.values ?? {}).map(([name, value]) => `(name = ${quote(name)}, json = ${quote(JSON.stringify(value))})`),
      ...objects.map(([name, className]) => `(name = ${quote(name)}, durableObjectNamespace = ${quote(className)})`),
      ...(options.ai ? ['(name = "AI", wrapped = (moduleName = "test-internal:ai"))'] : []),
    ];
    const namespaces = objects.map(([, className]) => `(className = ${quote(className)}, uniqueKey = ${quote(`key-${className}`)}, enableSql = true)`);
    const email = "export class EmailMessage { constructor(f, t, r) { this.from = f; this.to = t; this.raw = r } }\nexport default { EmailMessage };";
    return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  logging = (structuredLogging = true),
  extensions = [(modules = [(name = "cloudflare-internal:email", internal = true, esModule = ${quote(email)}), (name = "test-internal:ai", internal = true, esModule = ${quote(options.ai ?? "")})])],
  services = [
    (name = "main", worker = .w),
    (name = "net", network = (allow = ["public", "private"])),
    (name = "do", disk = (path = "do", writable = true)) ],
  sockets = [(name = "http", address = "unix:s.sock", http = (), service = "main")] );
const w :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js"), (name = "agent.js", esModule = embed "agent.js"), (name = "shim.js", esModule = embed "shim.js")],
  compatibilityDate = ${quote(options.compatibilityDate ?? "2026-11-01")}, compatibilityFlags = ["nodejs_compat", "enable_request_signal"],
  bindings = [${bindings.join(", ")}],
  durableObjectNamespaces = [${namespaces.join(", ")}],
  durableObjectStorage = (localDisk = "do"),
  globalOutbound = "net" );`;
  }

  /** The headers with which the control plane signs a call. */
  signed(method: string, path: string, body = "", timestamp = Date.now()): Record<string, string> {
    const digest = createHash("sha256").update(body).digest("hex");
    const signature = createHmac("sha256", invokeSecret).update(`${timestamp}.${method}.${path}.${digest}`).digest("hex");
    return { "x-webhost-timestamp": String(timestamp), "x-webhost-signature": `v1=${signature}`, ...(body && { "content-type": "application/json" }) };
  }

  async call(method: string, path: string, body?: string): Promise<Answer> {
    return await this.workerd.fetch(method, path, this.signed(method, path, body), body);
  }

  async invoke(input: string | Record<string, unknown> = "hello", signal?: AbortSignal): Promise<Invoked> {
    const body = invocation(input);
    const path = "/__webhost/invoke";
    const answer = await this.workerd.fetch("POST", path, this.signed("POST", path, body), body, signal);
    return { ...answer, ...(JSON.parse(body) as { invocationId: string; sessionId: string }), json: JSON.parse(answer.body) as Invoked["json"] };
  }

  /** Streams an answer: its events as they come. */
  async *stream(input: string | Record<string, unknown> = "hello", signal?: AbortSignal): AsyncGenerator<Event> {
    const body = invocation(typeof input === "string" ? { prompt: input, stream: true } : { ...input, stream: true });
    const path = "/__webhost/invoke";
    const response = await this.workerd.open("POST", path, this.signed("POST", path, body), body, signal);
    if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
    let rest = "";
    for await (const chunk of response.setEncoding("utf8")) {
      const blocks = (rest + (chunk as string)).split("\n\n");
      rest = blocks.pop()!;
      for (const block of blocks) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        yield { name: name!, data: JSON.parse(data!) as unknown };
      }
    }
  }

  async streamed(input: string | Record<string, unknown> = "hello"): Promise<Event[]> {
    const events: Event[] = [];
    for await (const event of this.stream(input)) events.push(event);
    return events;
  }

  async stop(): Promise<void> {
    await this.workerd.stop();
    if (this.#ownsPlane) await this.plane.stop();
  }
}

export interface Invoked extends Answer {
  invocationId: string;
  sessionId: string;
  json: WireAnswer & { error?: WireError };
}

export const newId = (prefix: string): string => `${prefix}_${randomBytes(8).toString("hex")}`;

/** The body of an invocation; a prompt becomes one user message. */
export function invocation(input: string | Record<string, unknown>): string {
  const { prompt, ...rest } = typeof input === "string" ? { prompt: input } : { prompt: "hello", ...input };
  return JSON.stringify({
    invocationId: newId("inv"),
    agentId: "agt_test",
    deploymentId: "dep_test",
    sessionId: newId("ses"),
    traceId: "0af7651916cd43dd8448eb211c80319c",
    messages: [{ role: "user", content: prompt }],
    stream: false,
    timeoutMs: 20_000,
    ...rest,
  });
}
