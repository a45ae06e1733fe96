/**
 * What the generated main module of an agent's script imports. Importing it first, before the customer's module, also keeps the platform's
 * bindings and the first console lines out of the customer's hands.
 */
import { env } from "cloudflare:workers";
import { hideReservedBindings, platformOf, type Platform } from "./bindings.js";
import { captureConsole, LogScope } from "./logs.js";
import { sendReport } from "./telemetry.js";
import { meterWorkersAi } from "./workers-ai.js";

export { createHandler } from "./handler.js";
export { bindSourceLines } from "./source-lines.js";
export { bindAgent, WebhostSession } from "./session.js";

hideReservedBindings();
meterWorkersAi(env as Record<string, unknown>);

let outside: LogScope | undefined;

/** Lines that belong to no invocation of ours: a customer's own Durable Object, its alarms. They are sent as they are, once. */
captureConsole(() => {
  if (outside) return outside;
  let platform: Platform;
  try {
    platform = platformOf(env);
  } catch {
    return undefined; // not set up: the health check tells why
  }
  const scope = new LogScope({}, platform.redact, () => void sendReport({ events: [], logs: scope.drain() }, platform.signer));
  return (outside = scope);
});
