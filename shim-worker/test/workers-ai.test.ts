/** What an agent asks of Workers AI is counted, however it came by the binding. Workers AI itself is on Cloudflare only: here something stands in for it, inside the runtime. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AgentScript, newId } from "./agent-script.js";
import { bundle } from "./bundle.js";

/** As the runtime's own binding: a class with private members, which know no proxy. */
const standIn = `
class Gateway {
  #id; constructor(id) { this.#id = id; }
  async run() { return Response.json({ id: this.#id }); }
  async getUrl() { return "https://gateway/" + this.#id; }
}
class Ai {
  #asked = 0;
  lastRequestId = null;
  async run(model, inputs = {}, options = {}) {
    this.lastRequestId = "req-" + ++this.#asked;
    if (model === "missing") throw new Error("no such model");
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    if (options.returnRawResponse) return Response.json({ usage }, { status: inputs.status ?? 200 });
    if (!inputs.stream) return { response: "a model's words", usage };
    const lines = ['data: {"response":"a ","usage":{"prompt_tokens":10,"completion_tokens":1,"total_tokens":11}}', 'data: {"response":"model","usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}', "data: [DONE]", ""];
    const bytes = new TextEncoder().encode(lines.join("\\n\\n"));
    let from = 0;
    return new ReadableStream({ type: "bytes", pull(c) { if (from >= bytes.length) { c.close(); c.byobRequest?.respond(0); } else c.enqueue(bytes.slice(from, from += 20)); } });
  }
  async fetch() { this.#asked++; return new Response("as it is"); }
  async models() { return [{ name: "m" + this.#asked }]; }
  gateway(id) { return new Gateway(id); }
  toMarkdown(files) { const service = { transform: async () => "md", supported: async () => ["pdf"] }; return files ? service.transform(files) : service; }
}
export default () => new Ai();
`;

const agent = `
import { env } from "cloudflare:workers";
const AI = env.AI;
const answers = {
  none: () => "nothing asked",
  once: async () => (await AI.run("model", { prompt: "x" })).response,
  twice: async () => { await Promise.all([AI.run("model", {}), AI.run("model", {})]); return AI.lastRequestId === null ? "none" : "asked"; },
  added: async (request, context) => { await AI.run("model", {}); context.usage.add({ inputTokens: 100, outputTokens: 1 }); return "x"; },
  addedLess: async (request, context) => { await AI.run("model", {}); context.usage.add({ tokens: 1 }); return "x"; },
  passed: () => AI.run("model", { stream: true }).then((stream) => new Response(stream, { headers: { "content-type": "text/event-stream" } })),
  readByob: async () => {
    const reader = (await AI.run("model", { stream: true })).getReader({ mode: "byob" });
    let bytes = 0;
    for (let part; !(part = await reader.read(new Uint8Array(16))).done; ) bytes += part.value.byteLength;
    return bytes > 100 ? "read" : String(bytes);
  },
  left: async () => { const reader = (await AI.run("model", { stream: true })).getReader(); await reader.read(); await reader.cancel(); return "left"; },
  fails: async () => { try { await AI.run("missing"); } catch (error) { return error.message; } },
  raw: async () => { await AI.run("model", { status: 400 }, { returnRawResponse: true }); return String((await AI.run("model", {}, { returnRawResponse: true })).status); },
  others: async () => {
    const gateway = AI.gateway("g");
    const told = [(await (await gateway.run({})).json()).id, await gateway.getUrl(), (await AI.models())[0].name !== undefined, await AI.toMarkdown([]), await AI.toMarkdown().transform([]), (await AI.toMarkdown().supported())[0], await (await AI.fetch("http://x")).text()];
    return JSON.stringify(told);
  },
  late: async (request, context) => {
    context.waitUntil((async () => { await scheduler.wait(10); await AI.run("model", {}); console.log("asked late"); })());
    return "x";
  },
};
export default { invoke: (request, context) => answers[request.prompt](request, context) };
`;

let script: AgentScript;
before(async () => {
  script = await AgentScript.start(agent, { ai: standIn });
});
after(() => script.stop());

async function metered(prompt: string, of = script): Promise<[text: string, calls: number, tokens: number, estimated: boolean]> {
  const { json, invocationId } = await of.invoke(prompt);
  const { cloudflare, llmTokens, tokensEstimated } = await of.plane.event(invocationId);
  return [json.text, cloudflare!.workersAICalls, llmTokens, tokensEstimated];
}

test("Each_answered_call_counts_with_the_tokens_that_it_tells_of", async () => {
  assert.deepEqual((await metered("none")).slice(0, 2), ["nothing asked", 0]);
  assert.deepEqual(await metered("once"), ["a model's words", 1, 15, false]);
  assert.deepEqual(await metered("twice"), ["asked", 2, 30, false]);
});

test("What_the_agent_reports_itself_counts_where_it_is_more", async () => {
  assert.deepEqual(await metered("added"), ["x", 1, 101, false]);
  assert.deepEqual(await metered("addedLess"), ["x", 1, 15, false]);
});

test("A_stream_is_passed_on_as_it_is_and_counts_with_its_last_word_on_tokens", async () => {
  assert.deepEqual(await metered("passed"), ["a model", 1, 12, false]);
  assert.deepEqual(await metered("readByob"), ["read", 1, 12, false]);
  assert.deepEqual((await metered("left")).slice(0, 2), ["left", 1]);

  const events = await script.streamed("passed");
  assert.deepEqual(events.map(({ name }) => name), ["delta", "delta", "usage", "done"]);
});

test("A_call_that_fails_costs_nothing", async () => {
  assert.deepEqual((await metered("fails")).slice(0, 2), ["no such model", 0]);
  assert.deepEqual((await metered("raw")).slice(0, 2), ["200", 1]);
});

test("Other_ways_to_ask_count_too_and_everything_else_works_uncounted", async () => {
  const [text, calls] = await metered("others");
  assert.deepEqual(JSON.parse(text), ["g", "https://gateway/g", true, "md", "md", "pdf", "as it is"]);
  assert.equal(calls, 4);
});

test("A_call_after_the_end_of_its_invocation_goes_with_the_next_one", async () => {
  const { invocationId } = await script.invoke("late");
  await script.plane.log("asked late");
  assert.equal((await script.plane.event(invocationId)).cloudflare!.workersAICalls, 0);
  assert.deepEqual((await metered("none")).slice(0, 2), ["nothing asked", 1]);
  assert.deepEqual((await metered("none")).slice(0, 2), ["nothing asked", 0]);
});

test("A_fetch_handler_s_environment_has_the_counted_binding", async () => {
  const own = await AgentScript.start('export default { fetch: async (request, env) => new Response((await env.AI.run("model", {})).response) };', { ai: standIn });
  try {
    assert.deepEqual(await metered("x", own), ["a model's words", 1, 15, false]);
  } finally {
    await own.stop();
  }
});

test("Without_a_binding_in_the_deployment_s_configuration_nothing_is_replaced", async () => {
  const own = await AgentScript.start(agent, { ai: standIn, config: { aiBinding: "OTHER" } });
  try {
    assert.deepEqual((await metered("once", own)).slice(0, 2), ["a model's words", 0]);
  } finally {
    await own.stop();
  }
});

test("An_agent_s_own_objects_are_counted_too", async () => {
  const withObject = `
    import { DurableObject, env } from "cloudflare:workers";
    export class Helper extends DurableObject { async ask() { return (await this.env.AI.run("model", {})).response; } }
    export default { invoke: () => env.Helper.get(env.Helper.idFromName("h")).ask() };`;
  const own = await AgentScript.start(withObject, { ai: standIn, classes: ["Helper"], config: { durableObjects: [{ name: "Helper", className: "Helper" }] } });
  try {
    assert.deepEqual((await metered("x", own)).slice(0, 2), ["a model's words", 1]);
  } finally {
    await own.stop();
  }
});

const unwrapped = `
import { Agent, routeAgentRequest } from "agents";
import { env } from "cloudflare:workers";

export class ThinkingAgent extends Agent<{ AI: Ai }> {
  async onRequest(request: Request): Promise<Response> {
    const { prompt } = await request.json() as { prompt: string };
    if (prompt === "own") await this.env.AI.run("model" as never, {});
    if (prompt === "imported") await (env as { AI: Ai }).AI.run("model" as never, {});
    if (prompt === "schedule") await this.schedule(1, "think", {});
    return Response.json({ text: prompt, usage: { tokens: 2 } });
  }
  async think() { await this.env.AI.run("model" as never, {}); console.log("thought"); }
}

export default {
  fetch: async (request: Request, env: { AI: Ai }) => {
    if ((await request.clone().text()).includes("router")) await env.AI.run("model" as never, {});
    return (await routeAgentRequest(request, env as never)) ?? new Response("no such agent", { status: 404 });
  },
};
`;

test("Agents_of_the_agents_sdk_are_counted_in_their_own_objects_and_alarms_too", async () => {
  const own = await AgentScript.start(bundle(unwrapped), {
    ai: standIn,
    classes: ["ThinkingAgent"],
    config: { framework: "cloudflare-agents", durableObjects: [{ name: "ThinkingAgent", className: "ThinkingAgent" }] },
  });
  try {
    assert.deepEqual(await metered("none", own), ["none", 0, 2, false]);
    assert.deepEqual(await metered("own", own), ["own", 1, 2, false]);
    assert.deepEqual(await metered("imported", own), ["imported", 1, 2, false]);
    assert.deepEqual(await metered("router", own), ["router", 1, 15, false]);

    await own.invoke({ prompt: "schedule", sessionId: newId("ses") });
    await own.plane.log("thought");
    await own.deploy();
    assert.deepEqual((await metered("none", own)).slice(0, 2), ["none", 1]);
    assert.deepEqual((await metered("none", own)).slice(0, 2), ["none", 0]);
  } finally {
    await own.stop();
  }
});
