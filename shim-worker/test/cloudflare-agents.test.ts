/** Agents of the real Cloudflare Agents SDK, bundled with the vendored packages: unwrapped, but signed, metered and logged. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AgentScript, invocation, newId } from "./agent-script.js";
import { bundle } from "./bundle.js";

const agent = `
import { Agent, routeAgentRequest } from "agents";

type State = { count: number; ticks: number };
export class TallyAgent extends Agent<Record<string, unknown>, State> {
  initialState: State = { count: 0, ticks: 0 };

  async onRequest(request: Request): Promise<Response> {
    const body = await request.json() as { prompt: string; sessionId: string };
    switch (body.prompt) {
      case "schedule":
        await this.schedule(1, "tick", { by: body.sessionId });
        return Response.json({ text: "scheduled" });
      case "ticks": return Response.json({ text: String(this.state.ticks) });
      case "env": return Response.json({ data: Object.keys(this.env).sort() });
      case "throw": throw new Error("inside the agent");
      case "stream":
        return new Response(new ReadableStream({ async start(c) {
          for (const word of ["a", "b", "c"]) { c.enqueue(new TextEncoder().encode("data: " + JSON.stringify({ choices: [{ delta: { content: word } }] }) + "\\n\\n")); await scheduler.wait(5); }
          c.close();
        } }), { headers: { "content-type": "text/event-stream" } });
      case "endless":
        return new Response(new ReadableStream({ async pull(c) { c.enqueue(new TextEncoder().encode("data: x\\n\\n")); await scheduler.wait(5); } }), { headers: { "content-type": "text/event-stream" } });
    }
    this.setState({ ...this.state, count: this.state.count + 1 });
    console.log("counted for", this.name);
    return Response.json({ text: "count " + this.state.count, usage: { inputTokens: 1, outputTokens: 2 } });
  }

  async tick({ by }: { by: string }) {
    this.setState({ ...this.state, ticks: this.state.ticks + 1 });
    console.log("tick of", by);
  }
}

export default { fetch: async (request: Request, env: never) => (await routeAgentRequest(request, env)) ?? new Response("no such agent", { status: 404 }) };
`;

let script: AgentScript;
before(async () => {
  script = await AgentScript.start(bundle(agent), {
    classes: ["TallyAgent"],
    variables: { MODE: "x" },
    config: { framework: "cloudflare-agents", durableObjects: [{ name: "TallyAgent", className: "TallyAgent" }] },
  });
});
after(() => script.stop());

test("The_agents_own_object_keeps_its_state_between_calls_and_over_a_restart", async () => {
  const sessionId = newId("ses");
  const first = await script.invoke({ sessionId });
  assert.equal(first.status, 200, first.body);
  assert.equal(first.json.text, "count 1");
  assert.equal((await script.invoke({ sessionId })).json.text, "count 2");
  await script.deploy();
  assert.equal((await script.invoke({ sessionId })).json.text, "count 3");
  assert.equal((await script.invoke()).json.text, "count 1");
});

test("Each_call_is_metered_once_and_refuses_a_replay", async () => {
  const body = invocation("hello");
  const path = "/__webhost/invoke";
  const signed = script.signed("POST", path, body);
  assert.equal((await script.workerd.fetch("POST", path, signed, body)).status, 200);
  assert.equal((await script.workerd.fetch("POST", path, signed, body)).status, 409);

  const { invocationId } = JSON.parse(body) as { invocationId: string };
  const event = await script.plane.event(invocationId);
  assert.deepEqual([event.llmTokens, event.tokensEstimated, event.errors, event.deploymentId], [3, false, 0, "dep_test"]);
  assert.ok(script.plane.reports.every((report) => report.signatureIsRight));
});

test("Its_answers_stream", async () => {
  const events = await script.streamed("stream");
  assert.deepEqual(events.map((event) => event.name), ["delta", "delta", "delta", "usage", "done"]);
});

test("A_caller_that_leaves_is_metered_too", async () => {
  const invocationId = newId("inv");
  let deltas = 0;
  for await (const event of script.stream({ prompt: "endless", invocationId })) {
    if (event.name === "delta" && ++deltas === 3) break;
  }
  assert.equal((await script.plane.event(invocationId)).errors, 0);
});

test("Its_alarms_keep_working_and_its_console_lines_are_logged", async () => {
  const sessionId = newId("ses");
  assert.equal((await script.invoke({ prompt: "schedule", sessionId })).json.text, "scheduled");
  await script.plane.log(`tick of ${sessionId}`);
  assert.equal((await script.invoke({ prompt: "ticks", sessionId })).json.text, "1");
  await script.invoke({ sessionId });
  await script.plane.log(`counted for ${sessionId}`);
});

test("Its_environment_has_its_own_bindings_only", async () => {
  assert.deepEqual((await script.invoke("env")).json.data, ["MODE", "TallyAgent"]);
});

test("An_error_inside_the_agent_is_a_runtime_error", async () => {
  const answer = await script.invoke("throw");
  assert.equal(answer.status, 502);
  assert.equal(answer.json.error!.message, "The agent answered 500: Error: inside the agent");
  assert.equal((await script.plane.event(answer.invocationId)).errors, 1);
});

test("A_session_is_described_and_deleting_it_deletes_what_the_agent_s_own_object_holds", async () => {
  const path = (sessionId: string) => `/__webhost/sessions/${sessionId}`;
  const sessionId = `chat:${newId("ses")}`;
  await script.invoke({ sessionId });
  const neighbour = await script.invoke();
  assert.equal((await script.invoke({ sessionId })).json.text, "count 2");

  const described = await script.call("GET", path(sessionId));
  assert.equal(described.status, 200, described.body);
  assert.deepEqual((JSON.parse(described.body) as { messages: unknown[] }).messages, []);
  const deleted = await script.call("DELETE", path(sessionId));
  assert.equal(deleted.status, 204, deleted.body);

  assert.equal((await script.call("GET", path(sessionId))).status, 404);
  assert.equal((await script.invoke({ sessionId })).json.text, "count 1");
  assert.equal((await script.invoke({ sessionId: neighbour.sessionId })).json.text, "count 2");
  assert.equal((await script.call("GET", path(newId("ses")))).status, 404);
  assert.equal((await script.call("GET", "/__webhost/health")).status, 200);
});

test("What_the_agent_s_own_object_holds_ends_with_the_session_s_time", async () => {
  const short = await AgentScript.start(bundle(agent), {
    classes: ["TallyAgent"],
    config: { framework: "cloudflare-agents", durableObjects: [{ name: "TallyAgent", className: "TallyAgent" }], sessionTtlSeconds: 1 },
  });
  try {
    const { sessionId, invocationId } = await short.invoke();
    await short.plane.event(invocationId);
    while ((await short.call("GET", `/__webhost/sessions/${sessionId}`)).status !== 404) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await short.invoke({ sessionId })).json.text, "count 1");
  } finally {
    await short.stop();
  }
});

test("A_class_that_can_t_be_told_to_forget_says_so", async () => {
  const plain = await AgentScript.start(
    `import { DurableObject } from "cloudflare:workers";
     export class Plain extends DurableObject { fetch() { return new Response("plain"); } }
     export default { fetch: (request, env) => env.Plain.get(env.Plain.idFromName(new URL(request.url).pathname.split("/")[3])).fetch(request) };`,
    { classes: ["Plain"], config: { framework: "cloudflare-agents", durableObjects: [{ name: "Plain", className: "Plain" }] } });
  try {
    const { sessionId } = await plain.invoke();
    const deleted = await plain.call("DELETE", `/__webhost/sessions/${sessionId}`);
    assert.equal(deleted.status, 409, deleted.body);
    assert.match(deleted.body, /'Plain' keeps its sessions itself/);
    assert.equal((await plain.call("GET", `/__webhost/sessions/${sessionId}`)).status, 200);
  } finally {
    await plain.stop();
  }
});

test("Of_several_objects_the_agent_that_answers_is_asked", async () => {
  const objects = ["Counter", "Helper", "Main"];
  const several = await AgentScript.start(
    bundle(`import { Agent, routeAgentRequest } from "agents";
     import { DurableObject } from "cloudflare:workers";
     export class Counter extends DurableObject { count() { return 1; } }
     export class Helper extends Agent { help() { return 1; } }
     export class Main extends Agent { onRequest() { return Response.json({ text: "from the main agent" }); } }
     export default { fetch: async (request, env) => (await routeAgentRequest(request, env)) ?? new Response("no such agent", { status: 404 }) };`),
    { classes: objects, config: { framework: "cloudflare-agents", durableObjects: objects.map((name) => ({ name, className: name })) } });
  try {
    assert.equal((await several.invoke()).json.text, "from the main agent");
  } finally {
    await several.stop();
  }
});

const chatAgent = `
import { AIChatAgent } from "@cloudflare/ai-chat";
import { routeAgentRequest } from "agents";
import { createUIMessageStream, createUIMessageStreamResponse } from "ai";

export class Chat extends AIChatAgent<Record<string, unknown>> {
  async onChatMessage() {
    const last = this.messages.at(-1)!.parts.map((part) => part.type === "text" ? part.text : "").join("");
    if (last === "fail") return createUIMessageStreamResponse({ stream: createUIMessageStream({ execute: () => { throw new Error("the model is away"); }, onError: (error) => (error as Error).message }) });
    if (last === "plain") return new Response("plain text");
    const count = this.messages.length;
    const stream = createUIMessageStream({ execute: async ({ writer }) => {
      writer.write({ type: "text-start", id: "t" });
      for (const delta of ["message ", String(count), ": ", last]) writer.write({ type: "text-delta", id: "t", delta });
      writer.write({ type: "text-end", id: "t" });
    } });
    return createUIMessageStreamResponse({ stream });
  }
}
export default { fetch: async (request: Request, env: never) => (await routeAgentRequest(request, env)) ?? new Response("Not found", { status: 404 }) };
`;

test("A_chat_agent_of_the_SDK_answers_through_its_own_protocol_and_remembers", async () => {
  const chat = await AgentScript.start(bundle(chatAgent), { classes: ["Chat"], config: { framework: "cloudflare-agents", durableObjects: [{ name: "Chat", className: "Chat" }] } });
  try {
    const sessionId = newId("ses");
    const first = await chat.invoke({ prompt: "hello", sessionId });
    assert.equal(first.status, 200, first.body);
    assert.equal(first.json.text, "message 1: hello");
    const events = await chat.streamed({ prompt: "again", sessionId });
    assert.deepEqual(events.map((event) => event.name), ["delta", "delta", "delta", "delta", "usage", "done"]);
    assert.equal(events.slice(0, 4).map((event) => (event.data as { text: string }).text).join(""), "message 3: again");
    assert.equal((await chat.invoke({ prompt: "plain", sessionId })).json.text, "plain text");
    const failed = await chat.invoke({ prompt: "fail", sessionId });
    assert.equal(failed.status, 502);
    assert.match(failed.json.error!.message, /the model is away/);
    assert.equal((await chat.plane.event(first.invocationId)).errors, 0);

    const described = JSON.parse((await chat.call("GET", `/__webhost/sessions/${sessionId}`)).body) as { messages: { role: string; content: string }[] };
    assert.deepEqual(described.messages.slice(0, 2), [{ role: "user", content: "hello" }, { role: "assistant", content: "message 1: hello" }]);
    assert.equal((await chat.call("DELETE", `/__webhost/sessions/${sessionId}`)).status, 204);
    assert.equal((await chat.invoke({ prompt: "hello", sessionId })).json.text, "message 1: hello");
  } finally {
    await chat.stop();
  }
});
