/** The shapes that a module may have, and what the probe says about others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AgentScript, newId, type ScriptOptions } from "./agent-script.js";

async function withScript<T>(agent: string, use: (script: AgentScript) => Promise<T>, options: ScriptOptions = {}): Promise<T> {
  const script = await AgentScript.start(agent, options);
  try {
    return await use(script);
  } finally {
    await script.stop();
  }
}

const answers: Record<string, string> = {
  A_named_invoke_export: 'export async function invoke(request) { return "hi " + request.prompt; }',
  A_class_instance: 'class Agent { greeting = "hi "; invoke(request) { return this.greeting + request.prompt; } }\nexport default new Agent();',
  A_bundled_CommonJS_module: 'export default { default: { invoke: (request) => "hi " + request.prompt }, __esModule: true };',
  A_fetch_object: 'export default { async fetch(request) { return new Response("hi " + (await request.json()).prompt); } };',
  A_fetch_function: 'export default async (request) => Response.json({ text: "hi " + (await request.json()).prompt });',
  A_worker_entrypoint_class: 'export default class { constructor(context, env) { this.env = env; } async fetch(request) { return new Response("hi " + (await request.json()).prompt); } }',
  A_router_that_has_a_function_for_any_name:
    'export default Object.setPrototypeOf({ fetch: async (request) => new Response("hi " + (await request.json()).prompt) }, new Proxy({}, { get: (target, name, router) => () => router }));',
  A_router_that_only_knows_POST_invoke:
    'export default { async fetch(request) { const { pathname } = new URL(request.url); return request.method === "POST" && pathname === "/invoke" ? Response.json({ text: "hi " + (await request.json()).prompt }) : new Response("no", { status: 404 }); } };',
};

for (const [name, agent] of Object.entries(answers)) {
  test(`${name}_is_served`, () =>
    withScript(agent, async (script) => {
      assert.equal((await script.call("GET", "/__webhost/health")).status, 200);
      const answer = await script.invoke("there");
      assert.equal(answer.status, 200, answer.body);
      assert.equal(answer.json.text, "hi there");
    }));
}

const besideGraphs: Record<string, string> = {
  exports: "export const graph = { lg_is_pregel: true, invoke: () => \"the graph\" };\nexport default { invoke: (request, context) => `${request.messages.length} ${\"configurable\" in context}` };",
  has: "class Agent { graph = { lg_is_pregel: true, invoke: () => \"the graph\" }; invoke(request, context) { return `${request.messages.length} ${\"configurable\" in context}`; } }\nexport default new Agent();",
};

for (const [what, agent] of Object.entries(besideGraphs)) {
  test(`An_agent_that_${what}_a_graph_and_calls_it_itself_gets_the_request_as_it_came`, () =>
    withScript(agent, async (script) => {
      const sessionId = newId("ses");
      await script.invoke({ prompt: "one", sessionId });
      assert.equal((await script.invoke({ prompt: "two", sessionId })).json.text, "1 false");
    }));
}

test("A_module_without_a_handler_fails_the_probe_and_names_its_exports", () =>
  withScript("export const answer = 42;", async (script) => {
    const health = await script.call("GET", "/__webhost/health");
    assert.equal(health.status, 500);
    assert.match(health.body, /exports neither invoke nor fetch\. It exports answer\./);
    assert.equal((await script.invoke()).status, 502);
  }));

test("A_default_without_a_handler_names_what_it_has", () =>
  withScript("export default { run: () => 1, stop: () => 2 };", async (script) => {
    assert.match((await script.call("GET", "/__webhost/health")).body, /It exports default, and the default has run, stop\./);
  }));

test("A_missing_binding_fails_the_probe_with_its_name", () =>
  withScript('export default { invoke: () => "x" };', async (script) => {
    const health = await script.call("GET", "/__webhost/health");
    assert.equal(health.status, 500);
    assert.match(health.body, /TELEMETRY_SECRET is missing/);
  }, { without: "TELEMETRY_SECRET" }));

for (const options of [{ agentFirst: true }, { compatibilityDate: "2025-05-01" }] satisfies ScriptOptions[]) {
  test(`The_shim_works_with_${JSON.stringify(options)}`, () =>
    withScript('export default { async *invoke(request, context) { await context.state.set("a", 1); console.log("hi", Object.keys(process.env).join()); yield "one "; yield "two"; } };', async (script) => {
      assert.equal((await script.call("GET", "/__webhost/health")).status, 200);
      const events = await script.streamed();
      assert.deepEqual(events.map((event) => event.name), ["delta", "delta", "usage", "done"]);
      const answer = await script.invoke();
      assert.equal(answer.json.text, "one two");
      await script.plane.event(answer.invocationId);
      const line = await script.plane.log(/^hi/);
      assert.ok(!line.message.includes("WEBHOST_") && !line.message.includes("TELEMETRY_"), line.message);
      assert.equal((await script.call("DELETE", `/__webhost/sessions/${answer.sessionId}`)).status, 204);
    }, options));
}
