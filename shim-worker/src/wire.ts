/** The shapes that cross a process boundary: gateway ↔ shim and shim ↔ telemetry endpoint. */
import type { Message } from "../types/index.js";

/** The error codes of the platform's error envelope that the shim can produce. */
export type ErrorCode = "UNAUTHENTICATED" | "INVALID_REQUEST" | "NOT_FOUND" | "CONFLICT" | "RUNTIME_ERROR" | "INTERNAL";

/** Whose fault a failure is, for metrics. */
export type ErrorClass = "auth" | "limit" | "runtime" | "tool" | "unknown";

/** The body of an error: safe to show to the caller. */
export interface WireError {
  code: ErrorCode;
  message: string;
  retryable: boolean;
  class?: ErrorClass;
}

/** What an invocation used, as the gateway reads it. */
export interface WireUsage {
  tokens: number;
  inputTokens?: number;
  outputTokens?: number;
  toolCalls: number;
  /** Wall time in the runtime, in milliseconds; the runtime's clock stands still between two I/O operations. */
  computeMs: number;
  /** Whether the token counts are an estimate. */
  estimated: boolean;
}

/** The answer of `POST /__webhost/invoke` without streaming. */
export interface WireAnswer {
  text: string;
  messages?: Message[];
  data?: unknown;
  usage: WireUsage;
}

/** What is counted on this runtime only. */
export interface CloudflareCounters {
  durableObjectOps: number;
  workersAICalls: number;
}

/** One invocation's telemetry (runtime provider interface §8.4). */
export interface TelemetryEvent {
  eventId: string;
  timestamp: string;
  agentId: string;
  deploymentId: string;
  sessionId?: string;
  requests: 1;
  llmTokens: number;
  inputTokens?: number;
  outputTokens?: number;
  tokensEstimated: boolean;
  computeMs: number;
  toolCalls: number;
  errors: 0 | 1;
  errorClass?: ErrorClass;
  errorMessage?: string;
  traceId: string;
  cloudflare?: CloudflareCounters;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

/** One line of the agent's runtime log. */
export interface LogLine {
  id: string;
  timestamp: string;
  level: LogLevel;
  message: string;
  traceId?: string;
  invocationId?: string;
  sessionId?: string;
  source: "log" | "console" | "exception";
  stack?: string;
}

/** What is sent to the telemetry endpoint, before `sentAt` is put in. */
export interface Report {
  events: TelemetryEvent[];
  logs: LogLine[];
}
