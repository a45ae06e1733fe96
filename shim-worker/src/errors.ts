/** Failures as values of one class, and their HTTP form. */
import { jsonResponse } from "./json.js";
import type { ErrorClass, ErrorCode, WireError } from "./wire.js";

const statusOf: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 401,
  INVALID_REQUEST: 400,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RUNTIME_ERROR: 502,
  INTERNAL: 500,
};

/** A failure whose message may be shown to the caller. */
export class Fault extends Error {
  override readonly name = "Fault";

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: { status?: number; retryable?: boolean; class?: ErrorClass } = {},
  ) {
    super(message);
  }

  get status(): number {
    return this.details.status ?? statusOf[this.code];
  }

  toWire(): WireError {
    const wire: WireError = { code: this.code, message: this.message, retryable: this.details.retryable ?? false };
    if (this.details.class) wire.class = this.details.class;
    return wire;
  }
}

/** The time that the caller granted is over. */
export const timedOut = (timeoutMs: number): Fault =>
  new Fault("RUNTIME_ERROR", `The agent did not answer within ${timeoutMs} ms.`, { status: 504, class: "limit" });

/** The answer outgrew the limit. */
export const outputTooLarge = (maxBytes: number): Fault =>
  new Fault("RUNTIME_ERROR", `The agent's answer is larger than ${maxBytes} bytes, so it was cut off.`, { class: "limit" });

/** The agent's code broke the contract of an agent. */
export const brokenContract = (message: string): Fault => new Fault("RUNTIME_ERROR", message, { class: "runtime" });

/** Our own part of a session broke. The agent may have run: whether it is asked again is for the caller to weigh. */
export const sessionFailed = (): Fault => new Fault("INTERNAL", "The session failed.");

/** The longest part of an agent's own error message that is shown. */
const shownCharacters = 500;

/**
 * Turns whatever the agent's code threw into a {@link Fault}: the error's own message without secrets and cut to 500 characters, never its stack.
 */
export function agentFailed(error: unknown, redact: (text: string) => string): Fault {
  if (error instanceof Fault) return error;
  const message = explained(redact(messageOf(error)).slice(0, shownCharacters));
  return new Fault("RUNTIME_ERROR", message ? `The agent failed: ${message}` : "The agent failed without a message.", { class: classOf(error) });
}

/** Adds what the runtime's message doesn't say: a package whose name the code puts together only when it runs (LangChain's `model: "openai:…"`) is in no bundle, nor is a file that it reads. */
function explained(message: string): string {
  if (/^No such module "(?![./])/.test(message)) return `${message} Its name is put together while the code runs, so it isn't in the bundle: import the package by name, and hand over what it exports.`;
  return missingFile.test(message) ? `${message}. The project's files are not there when the code runs: import the file (import text from "./prompt.txt") and use what that gives.` : message;
}

/** Where the runtime keeps the bundle, and where relative paths lead, there are no files of the project to read. */
const missingFile = /no such file or directory, .*'\/bundle\//;

/** The message of anything that can be thrown. */
export function messageOf(error: unknown): string {
  try {
    if (error instanceof Error) return error.message || error.name;
    if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
    return String(error);
  } catch {
    return "an error that can't be shown";
  }
}

/** Model clients put the HTTP status of their service on the error: a wrong key and a spent limit are told apart by it. */
function classOf(error: unknown): ErrorClass {
  if (typeof error !== "object" || error === null) return "unknown";
  const { status, statusCode, name } = error as { status?: unknown; statusCode?: unknown; name?: unknown };
  const code = status ?? statusCode;
  if (code === 401 || code === 403) return "auth";
  if (code === 429 || code === 402) return "limit";
  if (typeof name === "string" && name.includes("Tool")) return "tool";
  return error instanceof Error ? "runtime" : "unknown";
}

/** The JSON answer for a failure. */
export function errorResponse(fault: Fault): Response {
  return jsonResponse({ error: fault.toWire() }, fault.status);
}
