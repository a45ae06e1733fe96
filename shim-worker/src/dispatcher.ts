/**
 * The dispatcher Worker: the one door to the agents' scripts. It routes and limits, and lets nobody in but the control plane: the check of an
 * agent's own shim runs beside the customer's code, which could switch it off to be called past all limits.
 */
import { equalInConstantTime } from "./signature.js";

interface Env {
  DISPATCHER: DispatchNamespace;
  /** What the control plane sends in {@link keyHeader}. */
  DISPATCH_KEY?: string;
  /** CPU time that one invocation may use, in milliseconds. */
  CPU_MS?: string;
  /** Requests that one invocation may make. */
  SUBREQUESTS?: string;
}

const keyHeader = "x-webhost-dispatch-key";
const scriptName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export default {
  /** `{DispatcherUrl}/{script}/{rest}` → the script's `/{rest}`, with method, headers, body and cancellation as they are. */
  async fetch(request, env) {
    if (!env.DISPATCH_KEY) return failure(500, "INTERNAL", "The dispatcher has no DISPATCH_KEY.", "not-set-up");
    const headers = new Headers(request.headers);
    if (!equalInConstantTime(headers.get(keyHeader) ?? "", env.DISPATCH_KEY)) return failure(401, "UNAUTHENTICATED", "The request does not come from the control plane.", "unauthenticated");
    headers.delete(keyHeader);

    const url = new URL(request.url);
    const end = url.pathname.indexOf("/", 1);
    const name = url.pathname.slice(1, end < 0 ? undefined : end);
    if (!scriptName.test(name)) return failure(404, "NOT_FOUND", "There is no such agent.", "worker-not-found");

    url.pathname = end < 0 ? "/" : url.pathname.slice(end);
    try {
      const script = env.DISPATCHER.get(name, {}, { limits: limitsOf(env) });
      const { method, body, signal } = request;
      return await script.fetch(new Request(url, { method, headers, body, signal, redirect: "manual" }));
    } catch (error) {
      return dispatchFailure(error instanceof Error ? error.message : "");
    }
  },
} satisfies ExportedHandler<Env>;

function limitsOf(env: Env): DynamicDispatchLimits {
  const limits: DynamicDispatchLimits = {};
  const cpuMs = Number(env.CPU_MS);
  const subRequests = Number(env.SUBREQUESTS);
  if (cpuMs > 0) limits.cpuMs = cpuMs;
  if (subRequests > 0) limits.subRequests = subRequests;
  return limits;
}

/** The runtime tells these apart by their text only. */
function dispatchFailure(message: string): Response {
  if (message.startsWith("Worker not found")) return failure(404, "NOT_FOUND", "There is no such agent.", "worker-not-found");
  if (/exceeded (?:its )?(?:CPU|memory|.*limit)|too many subrequests/i.test(message)) {
    return failure(502, "RUNTIME_ERROR", "The agent used more than its limits allow.", "worker-limit", { class: "limit" });
  }
  return failure(502, "RUNTIME_ERROR", "The agent's Worker failed.", "worker-exception", { retryable: true, class: "runtime" });
}

function failure(status: number, code: string, message: string, reason: string, details: { retryable?: boolean; class?: "limit" | "runtime" } = {}): Response {
  return Response.json({ error: { code, message, retryable: false, ...details } }, { status, headers: { "x-webhost-error": reason } });
}
