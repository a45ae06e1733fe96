/**
 * The agent's runtime log: `context.log`, `console.*` and uncaught errors, gathered per invocation.
 *
 * `console` is patched once for the isolate; an AsyncLocalStorage tells which invocation a line belongs to.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { format } from "node:util";
import { messageOf } from "./errors.js";
import type { Redact } from "./redaction.js";
import { stackOfAgent, withSourceLines } from "./source-lines.js";
import type { LogLevel, LogLine } from "./wire.js";

const longestMessage = 8 * 1024;
const mostLines = 500;
const mostCharacters = 256 * 1024;
const flushAfterMs = 1_000;

/** The ids that a line carries. */
export interface LogOrigin {
  invocationId?: string;
  sessionId?: string;
  traceId?: string;
}

/** Collects the lines of one origin; when they pile up, the oldest go first and a line tells how many. */
export class LogScope {
  #lines: LogLine[] = [];
  #characters = 0;
  #dropped = 0;
  #sequence = 0;
  #timerSetAt: number | undefined;
  #prefix: string | undefined;

  /**
   * @param flush is called about a second after a line came in; it is expected to {@link drain}
   */
  constructor(
    readonly origin: LogOrigin,
    private readonly redact: Redact,
    private readonly flush: () => void,
  ) {}

  write(level: LogLevel, source: LogLine["source"], text: string, stack?: string): void {
    const line: LogLine = { id: "", timestamp: new Date().toISOString(), level, message: cut(this.redact(withSourceLines(text))), ...idsOf(this.origin), source };
    if (stack) line.stack = cut(this.redact(stackOfAgent(stack)));
    this.#lines.push(line);
    this.#characters += sizeOf(line);
    while (this.#lines.length > mostLines || this.#characters > mostCharacters) {
      this.#characters -= sizeOf(this.#lines.shift()!);
      this.#dropped++;
    }
    this.#scheduleFlush();
  }

  /** Writes what was thrown, with its stack. */
  exception(error: unknown): void {
    this.write("error", "exception", messageOf(error), error instanceof Error ? error.stack : undefined);
  }

  /** The text without secrets. */
  clean(text: string): string {
    return this.redact(text);
  }

  /** Takes out what has been gathered. */
  drain(): LogLine[] {
    const lines = this.#lines;
    const now = new Date().toISOString();
    if (this.#dropped > 0) {
      const message = `${this.#dropped} earlier log lines were dropped: too many at once.`;
      lines.unshift({ id: "", timestamp: lines[0]?.timestamp ?? now, level: "warn", message, ...idsOf(this.origin), source: "log" });
    }
    this.#lines = [];
    this.#characters = this.#dropped = 0;
    // While the module is loading the runtime has neither random numbers nor a clock: both are made up for here.
    this.#prefix ??= this.origin.invocationId ?? crypto.randomUUID();
    for (const line of lines) {
      line.id = `${this.#prefix}-${this.#sequence++}`;
      if (line.timestamp.startsWith("1970")) line.timestamp = now;
    }
    return lines;
  }

  #scheduleFlush(): void {
    const now = Date.now();
    // A timer belongs to the request or object that set it and dies with it: one that is overdue is not waited for.
    if (this.#timerSetAt !== undefined && now - this.#timerSetAt < 3 * flushAfterMs) return;
    try {
      setTimeout(() => {
        this.#timerSetAt = undefined;
        this.flush();
      }, flushAfterMs);
      this.#timerSetAt = now;
    } catch {
      // No timers while the module is loading: the next line schedules it.
    }
  }
}

const scopes = new AsyncLocalStorage<LogScope>();
let fallback: (() => LogScope | undefined) | undefined;

/** Runs the agent's code so that its console lines land in the scope. */
export const runInScope = <R>(scope: LogScope, callback: () => R): R => scopes.run(scope, callback);

const consoleLevels = { debug: "debug", trace: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;

/**
 * Patches `console` and listens for unhandled rejections. Lines outside any invocation (a customer's own Durable Object, an alarm) go to the
 * scope that `outside` gives. The runtime's own console still gets each line, without secrets.
 */
export function captureConsole(outside: () => LogScope | undefined): void {
  fallback = outside;
  for (const [method, level] of Object.entries(consoleLevels) as [keyof typeof consoleLevels, LogLevel][]) {
    const original = console[method].bind(console);
    console[method] = (...values: unknown[]) => {
      const scope = currentScope();
      if (!scope) return original(...values);
      const text = safeFormat(values);
      scope.write(level, "console", text);
      original(scope.clean(text));
    };
  }
  addEventListener("unhandledrejection", (event) => {
    currentScope()?.exception((event as PromiseRejectionEvent).reason);
  });
}

/** The text of a log call, like the console's own. */
export function safeFormat(values: unknown[]): string {
  try {
    return format(...values);
  } catch {
    return values.map((value) => messageOf(value)).join(" ");
  }
}

function currentScope(): LogScope | undefined {
  return scopes.getStore() ?? fallback?.();
}

/** Takes out the lines that belong to no invocation. */
export const drainOutside = (): LogLine[] => fallback?.()?.drain() ?? [];

/** Only the ids, whatever else the object holds. */
function idsOf({ invocationId, sessionId, traceId }: LogOrigin): LogOrigin {
  return { ...(invocationId && { invocationId }), ...(sessionId && { sessionId }), ...(traceId && { traceId }) };
}

const sizeOf = (line: LogLine) => line.message.length + (line.stack?.length ?? 0) + 200;

/** Cuts to 8 KB of UTF-8, at worst a little less. */
function cut(text: string): string {
  if (text.length * 3 <= longestMessage) return text;
  const bytes = new TextEncoder().encode(text.slice(0, longestMessage));
  if (bytes.byteLength <= longestMessage) return text.slice(0, longestMessage);
  // A character that the cut goes through decodes to one replacement character.
  return new TextDecoder().decode(bytes.subarray(0, longestMessage - 4));
}
