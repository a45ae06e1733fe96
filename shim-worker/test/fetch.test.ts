/** Agents that are fetch handlers: what they may answer. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AgentScript } from "./agent-script.js";

const agent = `
const sse = (lines, headers = {}) => new Response(new ReadableStream({ async start(c) { for (const line of lines) { c.enqueue(new TextEncoder().encode(line)); await scheduler.wait(1); } c.close(); } }), { headers: { "content-type": "text/event-stream", ...headers } });
const answers = {
  json: () => Response.json({ text: "t", data: { a: 1 }, usage: { total_tokens: 9 } }),
  output: () => Response.json({ output: { text: "o" } }),
  response: () => Response.json({ response: "r" }),
  completion: () => Response.json({ choices: [{ message: { role: "assistant", content: "c" } }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }),
  anything: () => Response.json({ rows: 3 }),
  text: () => new Response("plain text"),
  own: () => sse(["event: delta\\ndata: {\\"text\\":\\"a\\"}\\n\\nevent: del", "ta\\ndata: {\\"text\\":\\"b\\"}\\n\\n", "event: usage\\ndata: {\\"usage\\":{\\"tokens\\":4}}\\n\\n", "event: done\\ndata: {\\"data\\":{\\"ok\\":true}}\\n\\n"]),
  openai: () => sse(['data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\\n\\n', 'data: {"choices":[{"delta":{"content":"Hel"}}]}\\n\\n', 'data: {"choices":[{"delta":{"content":"lo"}}]}\\r\\n\\r\\n', 'data: {"choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}\\n\\n', "data: [DONE]\\n\\n"]),
  responsesApi: () => sse(['data: {"type":"response.output_text.delta","delta":"R"}\\n\\n', 'data: {"type":"response.completed","response":{"usage":{"input_tokens":1,"output_tokens":2}}}\\n\\n']),
  anthropic: () => sse(['data: {"type":"message_start","message":{"usage":{"input_tokens":7}}}\\n\\n', 'data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"A"}}\\n\\n', 'data: {"type":"message_delta","delta":{},"usage":{"output_tokens":8}}\\n\\n']),
  uiMessages: () => sse(['data: {"type":"start"}\\n\\n', 'data: {"type":"text-start","id":"1"}\\n\\n', 'data: {"type":"text-delta","id":"1","delta":"U"}\\n\\n', 'data: {"type":"tool-input-available","toolCallId":"c","toolName":"t","input":{}}\\n\\n', 'data: {"type":"reasoning-delta","delta":"hidden"}\\n\\n', 'data: {"type":"finish"}\\n\\n', "data: [DONE]\\n\\n"], { "x-vercel-ai-ui-message-stream": "v1" }),
  dataStream: () => new Response('0:"D"\\n0:"S"\\nd:{"finishReason":"stop","usage":{"promptTokens":1,"completionTokens":2}}\\n', { headers: { "content-type": "text/plain", "x-vercel-ai-data-stream": "v1" } }),
  workersAi: () => sse(['data: {"response":"W"}\\n\\n', "data: [DONE]\\n\\n"]),
  plainLines: () => sse(["data: one\\n\\n", ": a comment\\n\\n", "data: two\\ndata: lines\\n\\n"]),
  chunked: () => new Response(new ReadableStream({ async start(c) { for (const t of ["1", "2", "3"]) { c.enqueue(new TextEncoder().encode(t)); await scheduler.wait(20); } c.close(); } }), { headers: { "content-type": "text/plain" } }),
  streamError: () => sse(['data: {"choices":[{"delta":{"content":"x"}}]}\\n\\n', 'data: {"error":{"message":"model overloaded"}}\\n\\n']),
  refuses: () => Response.json({ error: { message: "no such model" } }, { status: 422 }),
  noRoute: () => new Response("404 Not Found", { status: 404 }),
  noOrder: () => Response.json({ error: "There is no order 7." }, { status: 404 }),
  limited: () => new Response("slow down", { status: 429 }),
  stack: () => new Response("Error: no luck\\n    at f (agent.js:1:2)\\n    at async g (agent.js:3:4)", { status: 500 }),
  html: () => new Response("<html>stack trace</html>", { status: 500, headers: { "content-type": "text/html" } }),
  redirect: () => Response.redirect("https://example.com/"),
  empty: () => new Response(null, { status: 204 }),
  brokenJson: () => new Response("{", { headers: { "content-type": "application/json" } }),
  hugeJson: () => Response.json({ text: "z".repeat(300_000) }),
  throws: () => { throw new Error("in the handler"); },
  memory: async (body, request, env, context) => { const n = ((await context.webhost.state.get("n")) ?? 0) + 1; await context.webhost.state.set("n", n); return Response.json({ text: String(n) }); },
  seen: (body, request, env) => Response.json({ data: { body, env: Object.keys(env).sort(), url: request.url, length: Number(request.headers.get("content-length")), trace: request.headers.get("traceparent"), session: request.headers.get("x-webhost-session-id") } }),
};
export default { async fetch(request, env, context) { const body = await request.json(); return answers[body.prompt](body, request, env, context); } };
`;

let script: AgentScript;
before(async () => {
  script = await AgentScript.start(agent, { variables: { MODE: "x" } });
});
after(() => script.stop());

test("JSON_answers_are_understood_in_the_usual_shapes", async () => {
  const json = (await script.invoke("json")).json;
  assert.deepEqual([json.text, json.data, json.usage.tokens], ["t", { a: 1 }, 9]);
  assert.equal((await script.invoke("output")).json.text, "o");
  assert.equal((await script.invoke("response")).json.text, "r");
  assert.equal((await script.invoke("text")).json.text, "plain text");
  const completion = (await script.invoke("completion")).json;
  assert.deepEqual([completion.text, completion.usage.tokens, completion.usage.estimated], ["c", 2, false]);
  const anything = (await script.invoke("anything")).json;
  assert.deepEqual([anything.text, anything.data], ['{"rows":3}', { rows: 3 }]);
});

test("Event_streams_of_every_known_kind_become_deltas", async () => {
  const expected: Record<string, [string, number?]> = {
    own: ["ab", 4], openai: ["Hello", 5], responsesApi: ["R", 3], anthropic: ["A", 15], uiMessages: ["U"], dataStream: ["DS", 3], workersAi: ["W"], plainLines: ["onetwo\nlines"], chunked: ["123"],
  };
  for (const [prompt, [text, tokens]] of Object.entries(expected)) {
    const events = await script.streamed(prompt);
    const deltas = events.filter((event) => event.name === "delta").map((event) => (event.data as { text: string }).text);
    assert.equal(deltas.join(""), text, prompt);
    assert.deepEqual(events.slice(-2).map((event) => event.name), ["usage", "done"], prompt);
    const { usage } = events.at(-2)!.data as { usage: { tokens: number; estimated: boolean } };
    assert.equal(usage.estimated, tokens === undefined, prompt);
    if (tokens !== undefined) assert.equal(usage.tokens, tokens, prompt);
  }
  assert.equal((await script.invoke("uiMessages")).json.usage.toolCalls, 1);
});

test("Chunked_text_is_passed_on_piece_by_piece", async () => {
  const events = await script.streamed("chunked");
  assert.equal(events.filter((event) => event.name === "delta").length, 3);
});

test("An_error_in_the_stream_ends_the_answer", async () => {
  const events = await script.streamed("streamError");
  assert.equal(events.at(-1)!.name, "error");
  assert.match(JSON.stringify(events.at(-1)!.data), /model overloaded/);
});

test("Refusals_of_the_agent_become_runtime_errors_with_a_safe_message", async () => {
  const of = async (prompt: string) => (await script.invoke(prompt)).json.error!;
  assert.deepEqual(await of("refuses"), { code: "RUNTIME_ERROR", message: "The agent answered 422: no such model", retryable: false, class: "runtime" });
  assert.deepEqual(await of("limited"), { code: "RUNTIME_ERROR", message: "The agent answered 429: slow down", retryable: true, class: "limit" });
  assert.equal((await of("stack")).message, "The agent answered 500: Error: no luck");
  assert.equal((await of("html")).message, "The agent answered 500.");
  assert.match((await of("redirect")).message, /redirect/);
  assert.match((await of("empty")).message, /without a body/);
  assert.match((await of("brokenJson")).message, /can't be parsed/);
  assert.match((await of("hugeJson")).message, /larger than/);
  assert.equal((await of("throws")).message, "The agent failed: in the handler");
});

test("The_handler_gets_the_canonical_request_and_an_environment_without_reserved_names", async () => {
  const answer = await script.invoke({ prompt: "seen", metadata: { a: "ä" } });
  const { body, env, url, session, length } = answer.json.data as { body: Record<string, unknown>; env: string[]; url: string; session: string; length: number };
  assert.deepEqual(env, ["MODE"]);
  assert.equal(new URL(url).pathname, "/invoke");
  assert.equal(session, answer.sessionId);
  assert.equal(length, Buffer.byteLength(JSON.stringify(body)));
  assert.deepEqual(
    [body["invocationId"], body["agentId"], body["deploymentId"], body["sessionId"], body["prompt"], body["stream"], body["metadata"]],
    [answer.invocationId, "agt_test", "dep_test", answer.sessionId, "seen", false, { a: "ä" }]);
});

test("The_handler_reaches_the_session_through_its_execution_context", async () => {
  const sessionId = "ses_fetch";
  assert.equal((await script.invoke({ prompt: "memory", sessionId })).json.text, "1");
  assert.equal((await script.invoke({ prompt: "memory", sessionId })).json.text, "2");
});

test("A_router_without_the_route_is_told_where_agents_are_called", async () => {
  const message = async (prompt: string) => (JSON.parse((await script.invoke(prompt)).body) as { error: { message: string } }).error.message;
  assert.match(await message("noRoute"), /^The agent answered 404\. An agent with a fetch handler is called with POST \/invoke/);
  assert.equal(await message("noOrder"), "The agent answered 404: There is no order 7.");
});
