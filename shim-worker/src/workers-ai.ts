/**
 * Counts what an agent asks of Workers AI, for which the platform pays. The binding is replaced when the module is loaded, in the environment that every
 * handler and Durable Object of the customer's gets, so calls count however the agent came by it.
 *
 * A call counts once it is answered: one that fails costs nothing. It belongs to the invocation in which it is made, with the tokens that its answer tells of.
 * One outside any invocation (after its end, in a customer's own Durable Object, in an alarm) goes with the event of a later one: the agent, which pays, is the same.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { platformOf, type Platform } from "./bindings.js";
import { asRecord } from "./parts.js";
import { usageInLine, usageIn } from "./stream-answer.js";
import type { UsageMeter } from "./usage.js";

/** The members of the binding that ask, and those that give an object with such members. `fetch` is what the others are made of. */
const asking = new Set(["run", "fetch"]);
const opening: Record<string, ReadonlySet<string>> = { gateway: new Set(["run"]), autorag: new Set(["search", "aiSearch"]), toMarkdown: new Set(["transform"]) };

/** The object that counts for agents with Durable Objects of their own; no session id has a slash. */
const countingObject = "webhost/workers-ai";
/** An event of a stream that tells of tokens is short. */
const longestLine = 64 * 1024;

const meters = new AsyncLocalStorage<UsageMeter>();
/** Calls outside invocations that this isolate has still to tell of. */
let untold = 0;

/** Runs the agent's code so that its calls of Workers AI are counted there. */
export const countInto = <R>(meter: UsageMeter, callback: () => R): R => meters.run(meter, callback);

/** Takes out the calls outside invocations, to be told of with one. Never throws. */
export async function takeUntold(platform: Platform): Promise<number> {
  const calls = untold;
  untold = 0;
  return calls + (mayAskElsewhere(platform) ? await counter(platform).takeAiCalls().catch(() => 0) : 0);
}

/** Replaces the binding for Workers AI, where the deployment has one. */
export function meterWorkersAi(bindings: Record<string, unknown>): void {
  let platform: Platform;
  try {
    platform = platformOf(bindings);
  } catch {
    return; // not set up: the health check tells why
  }
  const { aiBinding } = platform.config;
  const binding = aiBinding === undefined ? undefined : bindings[aiBinding];
  if (typeof binding === "object" && binding !== null) bindings[aiBinding!] = metered(binding, asking, opening, platform);
}

/** A customer's own objects may be in other isolates than the invocation. */
const mayAskElsewhere = ({ config }: Platform) => config.aiBinding !== undefined && config.durableObjects.length > 0;

const counter = ({ sessions }: Platform) => sessions.get(sessions.idFromName(countingObject));

function metered(target: object, asks: ReadonlySet<string>, opens: Record<string, ReadonlySet<string>>, platform: Platform): object {
  return new Proxy(target, {
    get(_, name) {
      // With the binding itself as `this`, here and below: its private members know no proxy.
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function" || typeof name === "symbol") return value;
      const opened = Object.hasOwn(opens, name) ? opens[name] : undefined;
      return (...values: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, values);
        // `toMarkdown` gives an object only when it is given no files.
        if (asks.has(name) || (opened && result instanceof Promise)) return counted(result, values, platform);
        return opened && typeof result === "object" && result !== null ? metered(result, opened, {}, platform) : result;
      };
    },
    set: (_, name, value) => Reflect.set(target, name, value, target),
  });
}

async function counted(asked: unknown, values: unknown[], platform: Platform): Promise<unknown> {
  const answer = await asked;
  if (answer instanceof Response && answer.status >= 400) return answer;
  const meter = meters.getStore();
  if (!meter || meter.hasEnded) {
    await countOutside(platform);
    return answer;
  }
  const used = meter.asked();
  const isEventStream = answer instanceof ReadableStream && asRecord(values[1])?.["stream"] === true;
  if (isEventStream) return readAlong(answer as ReadableStream<Uint8Array>, used);
  const usage = usageIn(asRecord(answer) ?? {});
  if (usage) used(usage);
  return answer;
}

async function countOutside(platform: Platform): Promise<void> {
  try {
    if (mayAskElsewhere(platform)) return await counter(platform).addAiCall();
  } catch {
    // The answer is the agent's all the same.
  }
  untold++;
}

/** Passes a stream on as it is, and reads on the way what its events say of tokens: each says what was used so far. */
function readAlong(stream: ReadableStream<Uint8Array>, used: ReturnType<UsageMeter["asked"]>): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let line = "";
  const read = (text: string) => {
    const lines = (line + text).split("\n");
    line = lines.pop()!;
    if (line.length > longestLine) line = "";
    for (const each of lines) {
      const usage = usageInLine(each);
      if (usage) used(usage);
    }
  };
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const { done, value } = await reader.read();
      read(done ? "\n" : decoder.decode(value, { stream: true }));
      if (!done) return controller.enqueue(value);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
