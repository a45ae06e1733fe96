/** Who may call, and what an agent can't see or give away. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AgentScript, invocation, invokeSecret, telemetrySecret } from "./agent-script.js";

const agent = `
import { env } from "cloudflare:workers";
console.log("loading with", Object.keys(env).length, "bindings");
const answers = {
  bindings: () => ({ data: { env: Object.keys(env), process: Object.keys(process.env), all: JSON.stringify([{ ...env }, { ...process.env }]) } }),
  leak: (context) => { console.log("the key is", context.env.API_KEY); context.log.warn({ key: context.env.API_KEY }); throw new Error("refused: " + context.env.API_KEY); },
  plain: (context) => { console.log("mode", context.env.MODE_NAME); return context.env.MODE_NAME; },
  streamLeak: (context) => new Response("data: " + JSON.stringify({ error: { message: "bad " + context.env.API_KEY } }) + "\\n\\n", { headers: { "content-type": "text/event-stream" } }),
};
export default { invoke(request, context) { return answers[request.prompt](context); } };
`;
const secret = 'sk-"very"-secret';

let script: AgentScript;
before(async () => {
  script = await AgentScript.start(agent, { variables: { API_KEY: secret, MODE_NAME: "production" }, config: { secretKeys: ["API_KEY"] } });
});
after(() => script.stop());

const path = "/__webhost/invoke";

test("Calls_that_are_not_signed_correctly_are_refused_alike", async () => {
  const body = invocation("plain");
  const signed = script.signed("POST", path, body);
  const wrong: Record<string, string>[] = [
    {},
    { ...signed, "x-webhost-signature": "" },
    { ...signed, "x-webhost-signature": signed["x-webhost-signature"]!.slice(0, -1) + (signed["x-webhost-signature"]!.endsWith("0") ? "1" : "0") },
    { ...signed, "x-webhost-signature": signed["x-webhost-signature"]!.slice(3) },
    { ...signed, "x-webhost-timestamp": "soon" },
    { ...signed, "x-webhost-timestamp": String(Number(signed["x-webhost-timestamp"]) + 1) },
    script.signed("POST", path, body + " "),
    script.signed("POST", path + "?x=1", body),
    script.signed("GET", path, body),
    script.signed("POST", path, body, Date.now() - 6 * 60_000),
    script.signed("POST", path, body, Date.now() + 6 * 60_000),
  ];
  for (const headers of wrong) {
    const answer = await script.workerd.fetch("POST", path, headers, body);
    assert.equal(answer.status, 401);
    assert.deepEqual(JSON.parse(answer.body), { error: { code: "UNAUTHENTICATED", message: "The request is not signed by the control plane.", retryable: false } });
  }
  assert.equal((await script.workerd.fetch("POST", path, signed, body)).status, 200);
});

test("A_replayed_call_is_a_conflict_and_runs_once", async () => {
  const body = invocation("plain");
  const signed = script.signed("POST", path, body);
  assert.equal((await script.workerd.fetch("POST", path, signed, body)).status, 200);

  const replay = await script.workerd.fetch("POST", path, signed, body);
  assert.equal(replay.status, 409);
  assert.equal((JSON.parse(replay.body) as { error: { code: string } }).error.code, "CONFLICT");

  const { invocationId } = JSON.parse(body) as { invocationId: string };
  await script.plane.event(invocationId);
  assert.equal(script.plane.events.filter((event) => event.eventId === invocationId).length, 1);
});

test("Only_the_shims_own_paths_answer", async () => {
  assert.equal((await script.workerd.fetch("GET", "/")).status, 404);
  assert.equal((await script.workerd.fetch("GET", "/agents/x/y")).status, 404);
  assert.equal((await script.workerd.fetch("GET", "/__webhost/health")).status, 401);
  assert.equal((await script.call("GET", "/__webhost/unknown")).status, 404);
  assert.equal((await script.call("POST", "/__webhost/health", "{}")).status, 404);
  assert.equal((await script.call("GET", "/__webhost/sessions/a%2Fb")).status, 404);
});

test("The_platforms_own_bindings_are_out_of_the_agents_sight", async () => {
  const { data } = (await script.invoke("bindings")).json as { data: { env: string[]; process: string[]; all: string } };
  const own = (name: string) => name.startsWith("WEBHOST_") || name.startsWith("TELEMETRY_");
  assert.deepEqual(data.env.filter(own), []);
  assert.deepEqual(data.process.filter(own), []);
  assert.ok(data.env.includes("API_KEY"));
  assert.ok(!data.all.includes(invokeSecret) && !data.all.includes(telemetrySecret));
});

test("Secrets_are_redacted_in_errors_logs_telemetry_and_the_runtimes_own_console", async () => {
  const answer = await script.invoke("leak");
  assert.equal(answer.json.error!.message, "The agent failed: refused: [redacted]");
  const event = await script.plane.event(answer.invocationId);
  assert.equal(event.errorMessage, "The agent failed: refused: [redacted]");
  await script.plane.log("the key is [redacted]");
  await script.plane.log("refused: [redacted]");
  const stream = await script.streamed("streamLeak");
  assert.match(JSON.stringify(stream.at(-1)), /bad \[redacted\]/);

  const told = JSON.stringify(script.plane.reports) + script.workerd.output;
  assert.ok(!told.includes("-secret"), told);
});

test("A_secret_is_redacted_before_a_long_message_is_cut_through_it", async () => {
  const own = await AgentScript.start(
    `export default { fetch: async (request) => new Response("x".repeat(Number((await request.json()).prompt)) + ${JSON.stringify(secret)}, { status: 500 }) };`,
    { variables: { API_KEY: secret }, config: { secretKeys: ["API_KEY"] } });
  try {
    for (const before of ["490", "970"]) {
      const { message } = (await own.invoke(before)).json.error!;
      assert.match(message, /x\[redac/);
    }
  } finally {
    await own.stop();
  }
});

test("Plain_variables_are_not_redacted", async () => {
  assert.equal((await script.invoke("plain")).json.text, "production");
  await script.plane.log("mode production");
});

test("Lines_from_the_loading_of_the_module_are_logged_too", async () => {
  await script.plane.log(/^loading with \d+ bindings$/);
});
