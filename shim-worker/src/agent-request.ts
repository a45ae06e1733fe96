/** The HTTP request that an agent with a fetch handler gets. */
import type { Context, FetchContext, InvokeRequest } from "../types/index.js";

const encoder = new TextEncoder();

/** The canonical request as JSON, with its ids as headers too. */
export function agentRequest(path: string, request: InvokeRequest, traceparent: string | null, signal: AbortSignal): Request {
  const body = encoder.encode(JSON.stringify(request));
  const headers = new Headers({
    // By it servers written for Node, such as Express, know that there is a body.
    "content-length": String(body.byteLength),
    "content-type": "application/json",
    accept: request.stream ? "text/event-stream, application/json;q=0.9, text/plain;q=0.9" : "application/json, text/plain;q=0.9, text/event-stream;q=0.8",
    "x-webhost-invocation-id": request.invocationId,
    "x-webhost-session-id": request.sessionId,
  });
  if (traceparent) headers.set("traceparent", traceparent);
  return new Request(`http://agent.internal${path}`, { method: "POST", headers, body, signal });
}

/** The execution context of such a handler; inside a Durable Object there is no other. */
export function fetchContext(waitUntil: (promise: Promise<unknown>) => void, webhost?: Context): FetchContext {
  return { waitUntil, passThroughOnException: () => {}, props: {}, ...(webhost && { webhost }) } as FetchContext;
}
