/** What an agent may be and may return. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AgentScript } from "./agent-script.js";

/** One agent that does what the prompt names. */
const agent = `
const answers = {
  text: () => "plain",
  object: () => ({ text: "from an object", data: { n: 1 }, messages: [{ role: "assistant", content: "m" }], usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } }),
  dataOnly: () => ({ rows: [1, 2] }),
  deep: () => ({ text: "x", data: JSON.parse("[".repeat(101) + "]".repeat(101)) }),
  number: () => 42,
  graph: () => ({ messages: [{ type: "human", content: "q" }, { getType: () => "ai", content: [{ type: "text", text: "from " }, { type: "text", text: "a graph" }] }] }),
  iterable: async function* () { yield "one "; yield "two "; yield { text: "three", usage: { inputTokens: 10, outputTokens: 5 } }; yield { data: { last: true } }; },
  generator: function* () { yield "a"; yield "b"; },
  bytes: () => new ReadableStream({ start(c) { const e = new TextEncoder().encode("naïve"); c.enqueue(e.slice(0, 3)); c.enqueue(e.slice(3)); c.close(); } }),
  response: () => Response.json({ output: { text: "from a response" } }),
  sdk: () => ({ textStream: (async function* () { yield "sdk"; })(), totalUsage: Promise.resolve({ inputTokens: 1, outputTokens: 2, totalTokens: 3 }) }),
  sdkStream: () => ({
    textStream: (async function* () { throw new Error("the text alone says less"); })(),
    fullStream: (async function* () {
      yield { type: "start" };
      yield { type: "reasoning-delta", id: "0", text: "hidden" };
      yield { type: "tool-call", toolCallId: "c", toolName: "weather", input: {} };
      yield { type: "tool-error", toolCallId: "c", toolName: "weather", error: new Error("a tool may fail") };
      yield { type: "tool-call", toolCallId: "d", toolName: "weather", input: {} };
      yield { type: "finish-step", usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 } };
      yield { type: "text-delta", id: "1", text: "sun" };
      yield { type: "text-delta", id: "1", text: "ny" };
      yield { type: "finish", totalUsage: { inputTokens: 4, outputTokens: 3, totalTokens: 7 } };
    })(),
  }),
  mastraStream: () => ({
    textStream: (async function* () { throw new Error("the text alone says less"); })(),
    fullStream: (async function* () {
      yield { type: "start", from: "AGENT", payload: { id: "a" } };
      yield { type: "tool-call", from: "AGENT", payload: { toolCallId: "c", toolName: "weather", args: {} } };
      yield { type: "tool-result", from: "AGENT", payload: { toolCallId: "c", toolName: "weather", result: "rain" } };
      yield { type: "step-finish", from: "AGENT", payload: { output: { text: "", usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 } } } };
      yield { type: "reasoning-delta", from: "AGENT", payload: { id: "0", text: "hidden" } };
      yield { type: "text-delta", from: "AGENT", payload: { id: "1", text: "sun" } };
      yield { type: "text-delta", from: "AGENT", payload: { id: "1", text: "ny" } };
      yield { type: "finish", from: "AGENT", payload: { output: { text: "sunny", usage: { inputTokens: 4, outputTokens: 3, totalTokens: 7 } } } };
    })(),
  }),
  mastraFailure: () => ({ fullStream: (async function* () { yield { type: "error", from: "AGENT", payload: { error: Object.assign(new Error("Incorrect API key"), { statusCode: 401 }) } }; })() }),
  mastraTripwire: () => ({ fullStream: (async function* () { yield { type: "tripwire", from: "AGENT", payload: { reason: "not allowed here" } }; })() }),
  mutedStream: async function* () { yield { type: "workflow-start", payload: {} }; yield { type: "workflow-finish", payload: {} }; },
  openaiRun: () => ({
    state: { instructions: "a secret of the agent" }, newItems: [{ type: "tool_call_item" }, { type: "tool_call_output_item" }, { type: "message_output_item" }],
    output: [{ type: "function_call" }, { type: "message" }], finalOutput: "sunny", runContext: { usage: { requests: 2, inputTokens: 4, outputTokens: 3, totalTokens: 7 } },
  }),
  openaiObject: () => ({ newItems: [], finalOutput: { sky: "sunny" } }),
  openaiWaiting: () => ({ state: { instructions: "a secret of the agent" }, newItems: [], finalOutput: undefined, interruptions: [{}] }),
  openaiStream: async function* () {
    const said = (data) => ({ type: "raw_model_stream_event", data });
    yield said({ type: "response_started" });
    yield said({ type: "response_done", response: { usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 }, output: [] } });
    yield { type: "run_item_stream_event", name: "tool_called", item: {} };
    yield { type: "run_item_stream_event", name: "tool_output", item: {} };
    yield said({ type: "model", event: { type: "response.output_text.delta", delta: "sun" } });
    yield said({ type: "output_text_delta", delta: "sun" });
    yield said({ type: "output_text_delta", delta: "ny" });
    yield said({ type: "response_done", response: { usage: { inputTokens: 3, outputTokens: 2, totalTokens: 5 }, output: [] } });
    yield { type: "run_item_stream_event", name: "message_output_created", item: {} };
  },
  sdkFailure: () => ({
    textStream: (async function* () {})(),
    fullStream: (async function* () { yield { type: "start" }; yield { type: "error", error: Object.assign(new Error("Incorrect API key"), { statusCode: 401 }) }; })(),
  }),
  chatStream: async function* () { yield { choices: [{ delta: { role: "assistant", content: "Hel" } }] }; yield { choices: [{ delta: { content: "lo" } }] }; yield { choices: [], usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 } }; },
  responsesStream: async function* () { yield { type: "response.output_text.delta", delta: "R" }; yield { type: "response.output_text.done", text: "R" }; yield { type: "response.completed", response: { usage: { input_tokens: 1, output_tokens: 2 } } }; },
  responsesFailure: async function* () { yield { type: "response.failed", response: { error: { message: "model overloaded" } } }; },
  halves: async function* () { for (const half of "a😀\\\\ud83d b".split("")) yield half; yield "\\ud83d"; yield { data: { "key \\ud800": "cut \\udc00 here" } }; console.log("half \\ud83d of a line"); },
  cutError: () => { throw new Error("cut \\ud83d"); },
  nothing: () => undefined,
  emptyIterable: async function* () {},
  oddChunk: async function* () { yield { odd: 1 }; },
  function: () => () => 1,
  circular: () => { const x = {}; x.x = x; return x; },
  error: () => { throw new Error("it broke"); },
  file: async () => (await import("node:fs")).readFileSync("./prompt.txt", "utf8"),
  rejection: async () => { throw Object.assign(new Error("bad key"), { status: 401 }); },
  notAnError: () => { throw "just text"; },
  lateError: async function* () { yield "some "; throw new Error("halfway"); },
  large: () => "x".repeat(200_000),
  endless: async function* () { for (;;) { yield "y".repeat(1000); await scheduler.wait(0); } },
  ids: (request, context) => ({ data: { request, ids: [context.agentId, context.deploymentId, context.sessionId, context.invocationId, context.traceId], env: context.env } }),
  usage: (request, context) => { context.usage.add({ tokens: 5 }); context.usage.add({ tokens: 6, toolCalls: 2 }); return { text: "used", usage: { tokens: 99 } }; },
  slow: async (request, context) => { await new Promise((resolve) => context.signal.addEventListener("abort", resolve)); return "too late"; },
};
export default { invoke(request, context) { return answers[request.prompt](request, context); } };
`;

let script: AgentScript;
before(async () => {
  script = await AgentScript.start(agent, { variables: { MODE: "testing", API_KEY: "sk-0123456789" }, values: { OFF: false, LIMITS: { steps: 3 } }, config: { secretKeys: ["API_KEY"] } });
});
after(() => script.stop());

const text = async (prompt: string) => {
  const answer = await script.invoke(prompt);
  assert.equal(answer.status, 200, answer.body);
  return answer.json.text;
};

const failure = async (prompt: string, more: object = {}) => {
  const answer = await script.invoke({ prompt, ...more });
  return { status: answer.status, ...answer.json.error! };
};

test("An_agent_may_return_text", async () => {
  const answer = await script.invoke("text");
  assert.equal(answer.status, 200, answer.body);
  assert.equal(answer.json.text, "plain");
  assert.equal(answer.json.usage.estimated, true);
  assert.equal(answer.json.usage.inputTokens, 1);
  assert.equal(answer.json.usage.outputTokens, 2);
  assert.equal(answer.json.usage.tokens, 3);
});

test("An_agent_may_return_an_object_with_text_data_messages_and_usage", async () => {
  const { json } = await script.invoke("object");
  assert.equal(json.text, "from an object");
  assert.deepEqual(json.data, { n: 1 });
  assert.deepEqual(json.messages, [{ role: "assistant", content: "m" }]);
  assert.deepEqual({ ...json.usage, computeMs: 0 }, { tokens: 7, inputTokens: 3, outputTokens: 4, toolCalls: 0, computeMs: 0, estimated: false });
});

test("Data_that_is_nested_deeper_than_can_be_told_is_refused_by_that_name", async () => {
  const { status, json } = await script.invoke("deep");
  assert.equal(status, 502);
  assert.match(json.error!.message, /nested deeper than 100 levels/);
});

test("An_object_without_text_becomes_data", async () => {
  const { json } = await script.invoke("dataOnly");
  assert.deepEqual(json.data, { rows: [1, 2] });
  assert.equal(json.text, '{"rows":[1,2]}');
});

test("Scalars_graph_states_generators_byte_streams_responses_and_sdk_results_are_understood", async () => {
  assert.equal(await text("number"), "42");
  assert.equal(await text("graph"), "from a graph");
  assert.equal(await text("generator"), "ab");
  assert.equal(await text("bytes"), "naïve");
  assert.equal(await text("response"), "from a response");
  const sdk = await script.invoke("sdk");
  assert.equal(sdk.json.text, "sdk");
  assert.equal(sdk.json.usage.tokens, 3);
});

test("A_result_of_the_ai_sdk_gives_its_text_tokens_and_tool_calls", async () => {
  const { json } = await script.invoke("sdkStream");
  assert.equal(json.text, "sunny");
  assert.deepEqual({ ...json.usage, computeMs: 0 }, { tokens: 7, inputTokens: 4, outputTokens: 3, toolCalls: 2, computeMs: 0, estimated: false });
});

test("A_failure_inside_the_ai_sdk_is_told_with_its_own_message", async () => {
  const error = await failure("sdkFailure");
  assert.equal(error.message, "The agent failed: Incorrect API key");
  assert.equal(error.class, "auth");
});

test("A_file_of_the_project_that_is_read_instead_of_imported_is_explained", async () => {
  assert.match((await failure("file")).message, /no such file or directory.*prompt\.txt.*import the file/);
});

test("A_stream_of_mastra_gives_its_text_tokens_and_tool_calls", async () => {
  const { json } = await script.invoke("mastraStream");
  assert.equal(json.text, "sunny");
  assert.deepEqual({ ...json.usage, computeMs: 0 }, { tokens: 7, inputTokens: 4, outputTokens: 3, toolCalls: 1, computeMs: 0, estimated: false });
});

test("A_failure_inside_mastra_is_told_with_its_own_message", async () => {
  const error = await failure("mastraFailure");
  assert.deepEqual([error.message, error.class], ["The agent failed: Incorrect API key", "auth"]);
  assert.match((await failure("mastraTripwire")).message, /not allowed here/);
});

test("A_stream_of_events_without_any_text_is_told_in_the_log", async () => {
  assert.equal((await script.invoke("mutedStream")).json.text, "");
  await script.plane.log("The answer is empty: the stream's events had no text (workflow-start, workflow-finish).");
});

test("A_run_of_the_openai_agents_sdk_gives_its_final_output_and_nothing_else_of_its_state", async () => {
  const { json } = await script.invoke("openaiRun");
  assert.deepEqual({ ...json, usage: { ...json.usage, computeMs: 0 } }, { text: "sunny", usage: { tokens: 7, inputTokens: 4, outputTokens: 3, toolCalls: 1, computeMs: 0, estimated: false } });
  assert.deepEqual((await script.invoke("openaiObject")).json.data, { sky: "sunny" });
  const waiting = (await failure("openaiWaiting")).message;
  assert.match(waiting, /waits for an approval/);
  assert.doesNotMatch(waiting, /secret/);
});

test("A_streamed_run_of_the_openai_agents_sdk_streams_its_text_and_adds_up_what_its_model_calls_used", async () => {
  const events = await script.streamed("openaiStream");
  assert.deepEqual(events.filter((event) => event.name === "delta").map((event) => (event.data as { text: string }).text), ["sun", "ny"]);
  assert.deepEqual(events.at(-1), { ...events.at(-1)!, name: "done", data: {} });
  const { json } = await script.invoke("openaiStream");
  assert.deepEqual({ ...json.usage, computeMs: 0 }, { tokens: 7, inputTokens: 4, outputTokens: 3, toolCalls: 1, computeMs: 0, estimated: false });
});

test("A_model_client_s_own_stream_may_be_returned_as_it_is", async () => {
  const chat = (await script.invoke("chatStream")).json;
  assert.deepEqual([chat.text, chat.usage.tokens], ["Hello", 5]);
  const responses = (await script.invoke("responsesStream")).json;
  assert.deepEqual([responses.text, responses.usage.tokens], ["R", 3]);
  assert.match((await failure("responsesFailure")).message, /model overloaded/);
});

test("Halves_of_characters_are_joined_where_they_meet_and_replaced_where_they_are_alone", async () => {
  const expected = "a😀\\ud83d b\ufffd";
  const answer = await script.invoke("halves");
  assert.equal(answer.json.text, expected);
  assert.deepEqual(answer.json.data, { "key \ufffd": "cut \ufffd here" });
  assert.ok(!/\\ud[89a-f]/.test(answer.body.replaceAll("\\\\", "")), answer.body);
  const deltas = (await script.streamed("halves")).filter((event) => event.name === "delta").map((event) => (event.data as { text: string }).text);
  assert.equal(deltas.join(""), expected);
  assert.ok(deltas.includes("😀"), JSON.stringify(deltas));
  await script.plane.log("half \ufffd of a line");
  assert.equal((await failure("cutError")).message, "The agent failed: cut \ufffd");
});

test("An_iterable_streams_deltas_then_usage_then_done", async () => {
  const events = await script.streamed("iterable");
  assert.deepEqual(events.map((event) => event.name), ["delta", "delta", "delta", "usage", "done"]);
  assert.deepEqual(events.slice(0, 3).map((event) => (event.data as { text: string }).text), ["one ", "two ", "three"]);
  assert.equal((events[3]!.data as { usage: { tokens: number } }).usage.tokens, 15);
  assert.deepEqual(events[4]!.data, { data: { last: true } });
});

test("A_plain_answer_streams_as_one_delta_and_an_iterable_gathers_into_one_text", async () => {
  assert.deepEqual((await script.streamed("text")).map((event) => event.name), ["delta", "usage", "done"]);
  assert.equal(await text("iterable"), "one two three");
});

test("Deltas_arrive_while_the_agent_still_works", async () => {
  const seen: string[] = [];
  const stop = new AbortController();
  for await (const event of script.stream("endless", stop.signal)) {
    seen.push(event.name);
    if (seen.length === 3) break;
  }
  assert.deepEqual(seen, ["delta", "delta", "delta"]);
});

test("An_agent_that_returns_nothing_is_told_so", async () => {
  for (const prompt of ["nothing", "emptyIterable"]) {
    const error = await failure(prompt);
    assert.equal(error.status, 502);
    assert.equal(error.code, "RUNTIME_ERROR");
    assert.match(error.message, /returned nothing/);
    assert.equal(error.class, "runtime");
  }
});

test("Values_outside_the_contract_are_refused_with_a_reason", async () => {
  assert.match((await failure("oddChunk")).message, /neither text nor an object/);
  assert.match((await failure("function")).message, /returned a function/);
  assert.match((await failure("circular")).message, /can't be written as JSON/);
});

test("A_thrown_error_gives_its_message_and_class_but_not_its_stack", async () => {
  const error = await failure("error");
  assert.deepEqual(error, { status: 502, code: "RUNTIME_ERROR", message: "The agent failed: it broke", retryable: false, class: "runtime" });
  assert.equal((await failure("rejection")).class, "auth");
  assert.equal((await failure("notAnError")).message, "The agent failed: just text");
});

test("An_error_halfway_ends_a_stream_with_usage_and_error", async () => {
  const events = await script.streamed("lateError");
  assert.deepEqual(events.map((event) => event.name), ["delta", "usage", "error"]);
  assert.equal((events[2]!.data as { error: { message: string } }).error.message, "The agent failed: halfway");
});

test("An_answer_that_is_too_large_is_cut_off", async () => {
  assert.match((await failure("large")).message, /larger than 100000 bytes/);
  assert.equal((await failure("endless")).class, "limit");
  const events = await script.streamed("endless");
  assert.equal(events.at(-1)!.name, "error");
  assert.equal(events.filter((event) => event.name === "delta").length, 100);
});

test("A_slow_agent_is_stopped_when_its_time_is_up", async () => {
  const error = await failure("slow", { timeoutMs: 150 });
  assert.deepEqual(error, { status: 504, code: "RUNTIME_ERROR", message: "The agent did not answer within 150 ms.", retryable: false, class: "limit" });
});

test("The_agent_sees_the_canonical_request_its_ids_and_its_declared_variables_only", async () => {
  const answer = await script.invoke({ prompt: "ids", options: { maxSteps: 2 }, metadata: { client: "cli" } });
  const { request, ids, env } = answer.json.data as { request: Record<string, unknown>; ids: string[]; env: Record<string, string> };
  assert.deepEqual(ids, ["agt_test", "dep_test", answer.sessionId, answer.invocationId, "0af7651916cd43dd8448eb211c80319c"]);
  assert.deepEqual(env, { MODE: "testing", API_KEY: "sk-0123456789", OFF: "false", LIMITS: '{"steps":3}' });
  assert.deepEqual(request["messages"], [{ role: "user", content: "ids" }]);
  assert.equal(request["prompt"], "ids");
  assert.deepEqual(request["options"], { maxSteps: 2 });
  assert.deepEqual(request["metadata"], { client: "cli" });
});

test("Reported_usage_adds_up_and_wins_over_the_answers_own", async () => {
  const { json } = await script.invoke("usage");
  assert.equal(json.usage.tokens, 11);
  assert.equal(json.usage.toolCalls, 2);
  assert.equal(json.usage.estimated, false);
});

test("A_malformed_call_names_its_problem", async () => {
  for (const [body, expected] of [[{ messages: [] }, /messages/], [{ sessionId: "a/b" }, /sessionId/], [{ messages: [{ role: "king", content: "" }] }, /role/], [{ timeoutMs: -1 }, /timeoutMs/]] as const) {
    const answer = await script.invoke(body);
    assert.equal(answer.status, 400);
    assert.equal(answer.json.error!.code, "INVALID_REQUEST");
    assert.match(answer.json.error!.message, expected);
  }
});

test("The_health_check_makes_a_round_trip_and_names_the_deployment", async () => {
  const answer = await script.call("GET", "/__webhost/health");
  assert.equal(answer.status, 200, answer.body);
  assert.deepEqual(JSON.parse(answer.body), { status: "ok", deploymentId: "dep_test" });
});
