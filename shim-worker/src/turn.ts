/** Runs an agent once: gathers its answer, passes it on as it comes, and ends it when the time is up, the caller leaves or the answer grows too large. */
import type { Message } from "../types/index.js";
import { partsOfAnswer } from "./answer.js";
import { agentFailed, Fault, outputTooLarge, timedOut } from "./errors.js";
import { runInScope, type LogScope } from "./logs.js";
import type { Part } from "./parts.js";
import type { Redact } from "./redaction.js";
import type { Invocation } from "./request.js";
import { UsageMeter } from "./usage.js";
import type { WireUsage } from "./wire.js";
import { countInto } from "./workers-ai.js";

export interface TurnSettings {
  invocation: Invocation;
  maxOutputBytes: number;
  redact: Redact;
  scope: LogScope;
  /** Aborts when the caller leaves. */
  caller: AbortSignal;
  /** Passes text on to a caller who reads along; rejects when the caller has left. */
  emit?: (text: string) => Promise<void>;
}

export type Outcome =
  | { status: "answered"; text: string; messages?: Message[]; data?: unknown; usage: WireUsage }
  /** `abandoned`: the caller left. That isn't the agent's error, but what ran until then is billed. */
  | { status: "failed" | "abandoned"; fault: Fault; usage: WireUsage };

/** Why a turn is stopped when its caller leaves. */
const callerLeft = new Fault("RUNTIME_ERROR", "The caller left before the answer was complete.", { status: 499, retryable: true });
/** The longest message of a failure; what an agent says of itself can be as long as an answer. */
const longestFault = 1_000;
const encoder = new TextEncoder();

export class Turn {
  readonly meter = new UsageMeter();
  readonly #controller = new AbortController();
  #text: string[] = [];
  /** The first half of a character whose second half is still to come: a stream may break anywhere. */
  #half = "";
  #bytes = 0;
  #messages: Message[] | undefined;
  #data: unknown;

  constructor(private readonly settings: TurnSettings) {}

  /** For the agent's code. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends the turn with this failure. */
  stop(reason: Fault): void {
    // What the agent does on hearing it still belongs to its invocation's log.
    runInScope(this.settings.scope, () => this.#controller.abort(reason));
  }

  /**
   * Runs the agent to its end. Never throws. Code that ignores its signal goes on unheard after the turn was stopped: a runtime can't be made to drop it.
   * @param start begins the agent's work
   */
  async run(start: () => unknown): Promise<Outcome> {
    const { invocation, scope, redact, caller } = this.settings;
    const startedAt = Date.now();
    const stopped = new Promise<never>((_, reject) => {
      this.signal.addEventListener("abort", () => reject(this.signal.reason as Fault), { once: true });
    });
    const leave = () => this.stop(callerLeft);
    const timer = setTimeout(() => this.stop(timedOut(invocation.timeoutMs)), invocation.timeoutMs);
    caller.addEventListener("abort", leave, { once: true });
    if (caller.aborted) leave();

    let failure: Fault | undefined;
    try {
      await Promise.race([stopped, runInScope(scope, () => countInto(this.meter, () => this.#gather(start)))]);
    } catch (error) {
      failure = this.#failure(error);
    } finally {
      clearTimeout(timer);
      caller.removeEventListener("abort", leave);
    }

    const text = this.#text.join("");
    const usage = this.meter.total(invocation.messages, text, Date.now() - startedAt);
    this.meter.end();
    if (failure === callerLeft) {
      scope.write("info", "log", callerLeft.message);
      return { status: "abandoned", fault: callerLeft, usage };
    }
    if (failure) return { status: "failed", fault: new Fault(failure.code, redact(failure.message).slice(0, longestFault), failure.details), usage };
    return {
      status: "answered",
      text,
      ...(this.#messages && { messages: this.#messages }),
      ...(this.#data !== undefined && { data: this.#data }),
      usage,
    };
  }

  async #gather(start: () => unknown): Promise<void> {
    const answer = await start();
    for await (const part of partsOfAnswer(answer, this.settings.maxOutputBytes)) {
      // Leaving the loop also ends the agent's iterator or cancels its stream.
      if (this.signal.aborted) return;
      await this.#take(part);
    }
    if (this.#half) await this.#write(this.#half.toWellFormed());
  }

  async #take(part: Part): Promise<void> {
    const { maxOutputBytes } = this.settings;
    switch (part.type) {
      case "text": {
        const text = this.#half + part.text;
        this.#half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : "";
        await this.#write((this.#half ? text.slice(0, -1) : text).toWellFormed());
        break;
      }
      case "usage":
        this.meter.answered(part.usage);
        break;
      case "data":
      case "messages": {
        const value = part.type === "data" ? part.data : part.messages;
        if ((JSON.stringify(value)?.length ?? 0) > maxOutputBytes) throw outputTooLarge(maxOutputBytes);
        if (part.type === "data") this.#data = part.data;
        else this.#messages = part.messages;
      }
    }
  }

  async #write(text: string): Promise<void> {
    const { emit } = this.settings;
    this.#count(text);
    this.#text.push(text);
    if (emit && text) await emit(text).catch(() => this.stop(callerLeft));
  }

  #count(text: string): void {
    // A text of n characters has at least n bytes: a huge one is refused before it is encoded.
    const tooLong = this.#bytes + text.length > this.settings.maxOutputBytes;
    if (!tooLong) this.#bytes += encoder.encode(text).byteLength;
    if (tooLong || this.#bytes > this.settings.maxOutputBytes) {
      throw outputTooLarge(this.settings.maxOutputBytes);
    }
  }

  #failure(error: unknown): Fault {
    if (error === callerLeft) return callerLeft;
    const fault = agentFailed(error, this.settings.redact);
    if (error instanceof Fault) this.settings.scope.write("error", "exception", fault.message);
    else this.settings.scope.exception(error);
    // The agent's other work (a fetch of its own, say) has no one to answer to any more.
    if (!this.signal.aborted) this.stop(fault);
    return fault;
  }
}
