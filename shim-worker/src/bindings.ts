/**
 * The platform's own bindings, apart from the customer's.
 *
 * Names that start with `WEBHOST_` or `TELEMETRY_` are ours. They are taken out of the environment when the module is loaded (from `process.env` and
 * from the environment object, which the runtime shares with every handler and Durable Object), so that an agent that dumps its environment shows none of them.
 */
import { env as importable } from "cloudflare:workers";
import { redactor, secretValues, type Redact } from "./redaction.js";
import type { WebhostSession } from "./session.js";

/** The content of the `WEBHOST_CONFIG` binding. */
export interface Config {
  agentId: string;
  /** The names of the customer's variables and secrets. */
  envKeys: string[];
  /** Those of them whose value is a secret. */
  secretKeys: string[];
  /** How long an unused session is kept; 0 keeps it for ever. */
  sessionTtlSeconds: number;
  maxOutputBytes: number;
  framework: string;
  /** The customer's own Durable Objects, for `cloudflare-agents`. */
  durableObjects: { name: string; className: string }[];
  /** The name of the customer's binding for Workers AI; undefined without one. */
  aiBinding?: string;
}

/** Where telemetry goes and how it is signed. */
export interface Signer {
  endpoint: string;
  deploymentId: string;
  secret: string;
}

export interface Platform {
  config: Config;
  signer: Signer;
  invokeSecret: string;
  sessions: DurableObjectNamespace<WebhostSession>;
  /** The customer's variables and secrets. */
  variables: Readonly<Record<string, string>>;
  redact: Redact;
}

const reserved = (name: string) => name.startsWith("WEBHOST_") || name.startsWith("TELEMETRY_");
const taken: Record<string, unknown> = {};
let platform: Platform | undefined;

/** Runs once, when the module is loaded. */
export function hideReservedBindings(): void {
  const shared = importable as Record<string, unknown>;
  for (const name of Object.keys(shared).filter(reserved)) {
    taken[name] = shared[name];
    delete shared[name];
  }
  if (typeof process === "undefined") return;
  for (const name of Object.keys(process.env).filter(reserved)) {
    taken[name] ??= process.env[name];
    delete process.env[name];
  }
}

/**
 * The platform's bindings, from what was taken at load or else from the handler's own environment.
 * @throws {Error} when one is missing or malformed: the deployment's health check shows the message
 */
export function platformOf(env: object): Platform {
  return (platform ??= read({ ...importable, ...env, ...taken }));
}

/** The customer's part of an environment object. */
export function customerBindings(env: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !reserved(name)));
}

/**
 * The customer's variables and secrets: only those that the deployment declares, and strings only, as in `process.env`. A number, flag or object of a wrangler
 * configuration is JSON here, and itself in the environment that `fetch` handlers and Durable Objects get.
 */
function customerVariables(values: Record<string, unknown>, config: Config): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const key of config.envKeys) {
    const value = values[key];
    if (value !== undefined && !reserved(key)) variables[key] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return variables;
}

function read(bindings: Record<string, unknown>): Platform {
  const text = (name: string): string => {
    const value = bindings[name];
    if (typeof value !== "string" || value === "") throw new Error(`The binding ${name} is missing.`);
    return value;
  };
  if (!bindings["WEBHOST_SESSION"]) throw new Error("The binding WEBHOST_SESSION is missing.");
  const config = parseConfig(text("WEBHOST_CONFIG"));
  const signer = { endpoint: text("TELEMETRY_ENDPOINT_URL"), deploymentId: text("TELEMETRY_DEPLOYMENT_ID"), secret: text("TELEMETRY_SECRET") };
  const invokeSecret = text("WEBHOST_INVOKE_SECRET");
  const variables = Object.freeze(customerVariables(bindings, config));
  return {
    config,
    signer,
    invokeSecret,
    sessions: bindings["WEBHOST_SESSION"] as DurableObjectNamespace<WebhostSession>,
    variables,
    redact: redactor(secretValues(config, variables, [signer.secret, invokeSecret])),
  };
}

/** Exported for its test. */
export function parseConfig(json: string): Config {
  let parsed: Partial<Config>;
  try {
    parsed = JSON.parse(json) as Partial<Config>;
  } catch {
    throw new Error("The binding WEBHOST_CONFIG is not JSON.");
  }
  if (typeof parsed.agentId !== "string") throw new Error("WEBHOST_CONFIG has no agentId.");
  const envKeys = parsed.envKeys ?? [];
  return {
    agentId: parsed.agentId,
    envKeys,
    secretKeys: parsed.secretKeys ?? envKeys,
    sessionTtlSeconds: parsed.sessionTtlSeconds ?? 0,
    maxOutputBytes: parsed.maxOutputBytes ?? 4 * 1024 * 1024,
    framework: parsed.framework ?? "",
    durableObjects: parsed.durableObjects ?? [],
    ...(typeof parsed.aiBinding === "string" && { aiBinding: parsed.aiBinding }),
  };
}
