/** Telemetry events: what one invocation used, for the control plane's metering. */
import type { Config } from "./bindings.js";
import type { Interrupted } from "./session-store.js";
import type { Outcome } from "./turn.js";
import type { CloudflareCounters, TelemetryEvent } from "./wire.js";

type Ids = { invocationId: string; sessionId: string; traceId: string };

/** The event of an invocation that ended; its id is the invocation's. */
export function eventOf(ids: Ids, outcome: Outcome, config: Config, deploymentId: string, cloudflare: CloudflareCounters): TelemetryEvent {
  const { tokens, inputTokens, outputTokens, estimated, computeMs, toolCalls } = outcome.usage;
  const event: TelemetryEvent = {
    ...identity(ids, config, deploymentId),
    llmTokens: tokens,
    tokensEstimated: estimated,
    computeMs,
    toolCalls,
    errors: outcome.status === "failed" ? 1 : 0,
    cloudflare,
  };
  if (inputTokens !== undefined) event.inputTokens = inputTokens;
  if (outputTokens !== undefined) event.outputTokens = outputTokens;
  if (outcome.status === "failed") {
    event.errorClass = outcome.fault.details.class ?? "unknown";
    event.errorMessage = outcome.fault.message;
  }
  return event;
}

/** The event of an invocation that died with its runtime. What it used isn't known; the gateway's own measurement stands. */
export function eventOfInterrupted(ids: Interrupted, config: Config, deploymentId: string): TelemetryEvent {
  return {
    ...identity(ids, config, deploymentId),
    llmTokens: 0,
    tokensEstimated: true,
    computeMs: 0,
    toolCalls: 0,
    errors: 1,
    errorClass: "runtime",
    errorMessage: "The runtime stopped while the agent was running.",
  };
}

function identity(ids: Ids, config: Config, deploymentId: string) {
  return {
    eventId: ids.invocationId,
    timestamp: new Date().toISOString(),
    agentId: config.agentId,
    deploymentId,
    sessionId: ids.sessionId,
    requests: 1 as const,
    traceId: ids.traceId,
  };
}
