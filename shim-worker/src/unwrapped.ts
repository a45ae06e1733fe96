/**
 * Agents of the Cloudflare Agents SDK: they are Durable Objects of their own, reached through the module's `fetch`, so they run beside
 * our session object and not in it. The session object only notes which invocations it has seen and keeps their telemetry.
 */
import { understandModule } from "./agent-module.js";
import { agentRequest, fetchContext } from "./agent-request.js";
import { agentBinding, describeAgentSession, endAgentSession, objectName } from "./agent-sessions.js";
import { jsonAnswer, streamAnswer } from "./answer-response.js";
import { customerBindings, type Platform } from "./bindings.js";
import { askChatAgent, type CallAgent } from "./chat-bridge.js";
import { brokenContract, Fault } from "./errors.js";
import { eventOf } from "./event.js";
import { LogScope } from "./logs.js";
import { canonicalRequest, parseInvocation } from "./request.js";
import { Turn } from "./turn.js";
import { takeUntold } from "./workers-ai.js";

/** As the Agents SDK spells a binding's name in a path: `ChatAgent` → `chat-agent`, `CHAT_AGENT` → `chat-agent`. */
export function kebabCase(name: string): string {
  if (name === name.toUpperCase()) return name.toLowerCase().replaceAll("_", "-");
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, "").replaceAll("_", "-").replace(/-$/, "");
}

/** Where the Agents SDK looks for the object of a session. */
const agentPath = (binding: string, sessionId: string) => `/agents/${kebabCase(binding)}/${objectName(sessionId)}`;

/** Describes or deletes a session, of which the agent's own object holds the greater part. */
export async function unwrappedSession(request: Request, module: Record<string, unknown>, env: object, context: ExecutionContext, platform: Platform, sessionId: string, own: () => Promise<Response>): Promise<Response> {
  const { config } = platform;
  const bindings = customerBindings(env);
  if (request.method === "DELETE") {
    await endAgentSession(bindings, module, config, sessionId);
    return await own();
  }
  const agent = understandModule(module, config.framework);
  const binding = agentBinding(module, config);
  const call: CallAgent = async (below, init) => {
    if (agent.kind !== "cloudflare-agents" || !binding) throw brokenContract("The deployment names no Durable Object, so there is no agent to ask.");
    const asked = new Request(`http://agent.internal${agentPath(binding.name, sessionId)}${below}`, { ...init, signal: request.signal });
    return (await agent.fetch(asked, bindings, fetchContext((promise) => context.waitUntil(promise)))) as Response;
  };
  return await describeAgentSession(await own(), module, config, call);
}

/** Whether the agent turned out to be one that answers chat connections only; undefined until one was asked in vain. */
let speaksChat: boolean | undefined;

export async function invokeUnwrapped(
  module: Record<string, unknown>,
  body: ArrayBuffer,
  request: Request,
  env: object,
  context: ExecutionContext,
  platform: Platform,
): Promise<Response> {
  const invocation = parseInvocation(body);
  const { invocationId, sessionId, traceId, timeoutMs } = invocation;
  const { config, signer, redact } = platform;
  const session = platform.sessions.get(platform.sessions.idFromName(sessionId));
  if (!(await session.claim({ invocationId, sessionId, traceId }, timeoutMs))) throw new Fault("CONFLICT", "This invocation has been made before.");

  const waitUntil = (promise: Promise<unknown>) => context.waitUntil(promise);
  const scope = new LogScope(invocation, redact, () => waitUntil(session.report({ events: [], logs: scope.drain() })));

  const start = async (turn: Turn): Promise<unknown> => {
    const agent = understandModule(module, config.framework);
    const binding = agentBinding(module, config);
    if (agent.kind === "invalid") throw brokenContract(agent.message);
    if (agent.kind === "invoke" || !binding) throw brokenContract("The deployment names no Durable Object, so there is no agent to route the request to.");
    const canonical = canonicalRequest(invocation, config.agentId, signer.deploymentId);
    const path = agentPath(binding.name, sessionId);
    const fetchAgent = async (asked: Request) => agent.fetch(asked, customerBindings(env), fetchContext(waitUntil));
    const call: CallAgent = async (below, init) => (await fetchAgent(new Request(`http://agent.internal${path}${below}`, { ...init, signal: turn.signal }))) as Response;

    if (speaksChat !== true) {
      const answer = await fetchAgent(agentRequest(path, canonical, request.headers.get("traceparent"), turn.signal));
      if (speaksChat === false || !(answer instanceof Response) || answer.status !== 404) return answer;
      const chat = await askChatAgent(call, canonical, turn.signal);
      speaksChat = chat !== undefined;
      return chat ?? answer;
    }
    return await askChatAgent(call, canonical, turn.signal);
  };

  const work = async (emit?: (text: string) => Promise<void>) => {
    const turn = new Turn({ invocation, maxOutputBytes: config.maxOutputBytes, redact, scope, caller: request.signal, ...(emit && { emit }) });
    const outcome = await turn.run(() => start(turn));
    const report = async () => {
      const workersAICalls = turn.meter.aiCalls + (await takeUntold(platform));
      const event = eventOf(invocation, outcome, config, signer.deploymentId, { durableObjectOps: 1, workersAICalls });
      await session.report({ events: [event], logs: scope.drain() }, invocationId);
    };
    const reported = report();
    // Also when the caller has left and this request is being wound up.
    waitUntil(reported);
    await reported;
    return outcome;
  };

  if (invocation.stream) return streamAnswer(work, waitUntil);
  const outcome = work();
  waitUntil(outcome);
  return jsonAnswer(await outcome);
}
