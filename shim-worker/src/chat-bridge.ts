/**
 * Chat agents of the Agents SDK (`AIChatAgent`) answer no plain request: they speak the SDK's chat protocol over a WebSocket, as its starter's
 * browser part does. This speaks it for them and gives the answer as an event stream of the AI SDK's parts.
 *
 * The SDK tells its chat partner nothing when `onChatMessage` itself throws: such a call ends at its time-out, with the error in the agent's log.
 */
import type { InvokeRequest } from "../types/index.js";

/** Calls the module's fetch with a path below the agent's and a request's further settings. */
export type CallAgent = (path: string, init: RequestInit) => Promise<Response>;

/** A message in the AI SDK's form, of which only the identity matters here. */
interface ChatMessage {
  id: string;
  role: string;
  parts: { type: "text"; text: string }[];
}

const encoder = new TextEncoder();

/**
 * Asks a chat agent.
 * @returns undefined when the agent isn't one
 */
export async function askChatAgent(call: CallAgent, request: InvokeRequest, signal: AbortSignal): Promise<Response | undefined> {
  const history = await askedBefore(call);
  if (!history) return undefined;
  const upgrade = await call("", { headers: { upgrade: "websocket" } });
  const socket = upgrade.webSocket;
  if (!socket) return undefined;

  const added = request.messages.map(({ role, content }, index): ChatMessage => ({ id: `${request.invocationId}-${index}`, role, parts: [{ type: "text", text: content }] }));
  const body = JSON.stringify({ messages: [...history, ...added], trigger: "submit-message", options: request.options, metadata: request.metadata });
  const answer = readAnswer(socket, request.invocationId, signal);
  socket.accept();
  socket.send(JSON.stringify({ type: "cf_agent_use_chat_request", id: request.invocationId, init: { method: "POST", body } }));
  return new Response(answer, { headers: { "content-type": "text/event-stream" } });
}

/** A chat agent gives its transcript at this path; the chat request must repeat it, or it would be cut. */
export async function askedBefore(call: CallAgent): Promise<ChatMessage[] | undefined> {
  const response = await call("/get-messages", {});
  if (!response.ok || !(response.headers.get("content-type") ?? "").includes("json")) {
    await response.body?.cancel();
    return undefined;
  }
  const messages: unknown = await response.json();
  return Array.isArray(messages) ? (messages as ChatMessage[]) : undefined;
}

function readAnswer(socket: WebSocket, id: string, signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      const event = (data: string) => controller.enqueue(encoder.encode(`data: ${data}\n\n`));
      let over = false;
      const end = () => {
        if (over) return;
        over = true;
        signal.removeEventListener("abort", cancel);
        controller.close();
        socket.close(1000);
      };
      const fail = (message: string) => {
        if (!over) event(JSON.stringify({ type: "error", errorText: message }));
        end();
      };
      const cancel = () => {
        if (!over) socket.send(JSON.stringify({ type: "cf_agent_chat_request_cancel", id }));
        end();
      };
      signal.addEventListener("abort", cancel, { once: true });
      socket.addEventListener("message", ({ data }) => {
        const message = parse(data);
        if (message?.["type"] !== "cf_agent_use_chat_response" || message["id"] !== id || over) return;
        const body = typeof message["body"] === "string" ? message["body"].trim() : "";
        if (message["error"]) return fail(body || "The agent gave no reason.");
        if (body) event(body);
        if (message["done"]) end();
      });
      socket.addEventListener("close", () => fail("The agent closed the connection."));
      socket.addEventListener("error", () => fail("The connection to the agent broke."));
    },
  });
}

function parse(data: unknown): Record<string, unknown> | undefined {
  try {
    return typeof data === "string" ? (JSON.parse(data) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
