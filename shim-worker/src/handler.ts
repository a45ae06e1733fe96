/** The Worker in front of the session objects: lets only the control plane's signed calls through and routes them. */
import { platformOf, type Platform } from "./bindings.js";
import { errorResponse, Fault } from "./errors.js";
import { drainOutside } from "./logs.js";
import { isSessionId, parseInvocation } from "./request.js";
import { bindAgent, boundAgent, healthObject, sessionPath } from "./session.js";
import { verifiedBody } from "./signature.js";
import { sendReport } from "./telemetry.js";
import { invokeUnwrapped, unwrappedSession } from "./unwrapped.js";

const prefix = "/__webhost/";

/** The default export of an agent's script. */
export function createHandler(agentModule: object): ExportedHandler<object> {
  bindAgent(agentModule);
  return {
    async fetch(request, env, context) {
      try {
        return await route(request, env, context, agentModule as Record<string, unknown>);
      } catch (error) {
        if (error instanceof Fault) return errorResponse(error);
        console.error("The agent's Worker failed:", error);
        return errorResponse(asFault(error));
      }
    },
  };
}

async function route(request: Request, env: object, context: ExecutionContext, module: Record<string, unknown>): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith(prefix)) throw notFound();
  const platform = configured(env);
  const body = await verifiedBody(request, platform.invokeSecret, Date.now());
  // Lines from the loading of the module wait for the first call: nothing can be sent before it.
  const lines = drainOutside();
  if (lines.length > 0) context.waitUntil(sendReport({ events: [], logs: lines }, platform.signer));

  const [resource, id, ...rest] = pathname.slice(prefix.length).split("/");
  if (rest.length > 0) throw notFound();

  if (resource === "invoke" && id === undefined && request.method === "POST") {
    const isUnwrapped = boundAgent(platform.config.framework).kind === "cloudflare-agents";
    return isUnwrapped ? await invokeUnwrapped(module, body, request, env, context, platform) : await forward(request, platform, parseInvocation(body).sessionId, "/invoke", body);
  }
  if (resource === "health" && id === undefined && request.method === "GET") return await forward(request, platform, healthObject, "/health");
  if (resource === "sessions" && id !== undefined && (request.method === "GET" || request.method === "DELETE")) {
    const sessionId = decodeURIComponent(id);
    if (!isSessionId(sessionId)) throw notFound();
    const own = () => forward(request, platform, sessionId, sessionPath + sessionId);
    return platform.config.framework === "cloudflare-agents" ? await unwrappedSession(request, module, env, context, platform, sessionId, own) : await own();
  }
  throw notFound();
}

/** Calls the session's object; a caller that leaves is heard there too. */
async function forward(request: Request, platform: Platform, name: string, path: string, body?: ArrayBuffer): Promise<Response> {
  const stub = platform.sessions.get(platform.sessions.idFromName(name));
  const headers = new Headers();
  const traceparent = request.headers.get("traceparent");
  if (traceparent) headers.set("traceparent", traceparent);
  return await stub.fetch(new Request(`http://session${path}`, { method: request.method, headers, signal: request.signal, ...(body && { body }) }));
}

/** A missing or malformed binding fails the deployment's probe with its name. */
function configured(env: object): Platform {
  try {
    return platformOf(env);
  } catch (error) {
    throw new Fault("INTERNAL", `The deployment is not set up: ${(error as Error).message}`);
  }
}

/** The runtime says on its errors whether another try can help (a restarted or overloaded object). */
function asFault(error: unknown): Fault {
  const { retryable, overloaded } = (error ?? {}) as { retryable?: boolean; overloaded?: boolean };
  const again = retryable === true && overloaded !== true;
  return new Fault("RUNTIME_ERROR", overloaded ? "The session is overloaded." : "The session's runtime stopped while it worked.", { retryable: again, class: overloaded ? "limit" : "runtime" });
}

const notFound = () => new Fault("NOT_FOUND", "There is nothing at this path.");
