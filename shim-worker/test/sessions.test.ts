/** What a session remembers, shows and forgets. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Message } from "../types/index.js";
import { AgentScript, newId, telemetrySecret } from "./agent-script.js";
import { ControlPlane } from "./control-plane.js";

const agent = `
const tell = (value) => JSON.stringify(value);
const answers = {
  list: async (request, context) => tell(await context.messages.list()),
  append: async (request, context) => { await context.messages.append({ role: "tool", content: "looked it up" }); return "done"; },
  appendsItself: async (request, context) => { await context.messages.append({ role: "assistant", content: "mine" }); return "mine"; },
  appendsMuch: async (request, context) => { const much = "x".repeat(700_000); await context.messages.append({ role: "assistant", content: much }); return much; },
  badAppend: async (request, context) => { await context.messages.append({ role: "boss", content: "x" }); },
  error: () => { throw new Error("no"); },
  set: async (request, context) => {
    await context.state.set("a/1", { when: new Date(0), tags: new Set(["x"]) }); await context.state.set("a/2", 2); await context.state.set("b", "three");
    return tell([(await context.state.get("a/1")).tags.has("x"), await context.state.get("missing") === undefined, [...(await context.state.list("a/")).keys()], (await context.state.list()).size, await context.state.delete("b"), await context.state.delete("b")]);
  },
  get: async (request, context) => tell((await context.state.get("a/2")) ?? null),
  limits: async (request, context) => {
    const failures = [];
    for (const attempt of [() => context.state.set("", 1), () => context.state.set("k".repeat(600), 1), () => context.state.set("big", "x".repeat(2_000_000)), () => context.state.set("u", undefined), () => context.state.set("f", () => 1), () => context.state.get(5)]) {
      try { await attempt(); failures.push("none"); } catch (error) { failures.push(error.message); }
    }
    return { data: failures };
  },
  linger: async (request, context) => { console.log("lingering"); await scheduler.wait(60_000, { signal: context.signal }); },
  echo: (request) => request.prompt,
  long: async (request, context) => { await context.messages.append(...Array.from({ length: 2_000 }, (_, n) => ({ role: n % 2 ? "assistant" : "user", content: "message " + n }))); return "done"; },
  large: () => "\u{1f600}".repeat(800_001),
  sneaky: async (request, context) => {
    console.log("sneaking");
    context.waitUntil((async () => { await new Promise((resolve) => context.signal.addEventListener("abort", resolve)); await scheduler.wait(20); await context.state.set("ghost", 1); })());
    await new Promise(() => setTimeout(() => {}, 60_000));
  },
};
export default { invoke(request, context) { return (answers[request.prompt] ?? answers.echo)(request, context); } };
`;

let script: AgentScript;
before(async () => {
  script = await AgentScript.start(agent);
});
after(() => script.stop());

interface Shown {
  sessionId: string;
  createdAt: string;
  lastUsedAt: string;
  messageCount: number;
  sizeBytes: number;
  messages: Message[];
}

async function shown(sessionId: string, of = script): Promise<Shown | undefined> {
  const answer = await of.call("GET", `/__webhost/sessions/${sessionId}`);
  return answer.status === 404 ? undefined : (JSON.parse(answer.body) as Shown);
}

const user = (content: string): Message => ({ role: "user", content });
const assistant = (content: string): Message => ({ role: "assistant", content });

test("Request_and_answer_are_remembered_and_given_to_the_next_call", async () => {
  const sessionId = newId("ses");
  await script.invoke({ prompt: "append", sessionId });
  const second = await script.invoke({ prompt: "list", sessionId });
  const expected = [user("append"), { role: "tool", content: "looked it up" }, assistant("done"), user("list")];
  assert.deepEqual(JSON.parse(second.json.text), expected);

  const session = (await shown(sessionId))!;
  assert.deepEqual(session.messages, [...expected, assistant(second.json.text)]);
  assert.equal(session.messageCount, 5);
  assert.equal(session.sessionId, sessionId);
  assert.ok(session.sizeBytes > 0);
  assert.ok(Date.parse(session.lastUsedAt) >= Date.parse(session.createdAt));
});

test("Sessions_do_not_see_each_other", async () => {
  const [one, two] = [newId("ses"), newId("ses")];
  await script.invoke({ prompt: "set", sessionId: one });
  assert.equal((await script.invoke({ prompt: "get", sessionId: one })).json.text, "2");
  assert.equal((await script.invoke({ prompt: "get", sessionId: two })).json.text, "null");
});

test("An_agent_that_appends_its_answer_itself_has_it_once", async () => {
  const { sessionId } = await script.invoke("appendsItself");
  assert.deepEqual((await shown(sessionId))!.messages, [user("appendsItself"), assistant("mine")]);
});

test("Also_one_that_is_larger_than_a_row_of_the_database", async () => {
  const own = await AgentScript.start(agent, { config: { maxOutputBytes: 1024 * 1024 } });
  try {
    const { sessionId, json } = await own.invoke("appendsMuch");
    assert.deepEqual((await shown(sessionId, own))!.messages, [user("appendsMuch"), assistant(json.text)]);
  } finally {
    await own.stop();
  }
});

test("A_caller_that_sends_the_whole_conversation_each_time_does_not_double_it", async () => {
  const sessionId = newId("ses");
  await script.invoke({ prompt: "appendsItself", sessionId });
  await script.invoke({ sessionId, prompt: "", messages: [user("appendsItself"), assistant("mine"), user("appendsItself")] });
  assert.deepEqual((await shown(sessionId))!.messages, [user("appendsItself"), assistant("mine"), user("appendsItself"), assistant("mine")]);
});

test("A_conversation_with_messages_larger_than_a_row_of_the_database_is_not_doubled_either", async () => {
  const own = await AgentScript.start(agent, { config: { maxOutputBytes: 1024 * 1024 } });
  try {
    const { sessionId, json } = await own.invoke("appendsMuch");
    const earlier = [user("appendsMuch"), assistant(json.text)];
    await own.invoke({ sessionId, prompt: "", messages: [...earlier, user("next")] });
    assert.deepEqual((await shown(sessionId, own))!.messages, [...earlier, user("next"), assistant("next")]);
    const other = [...earlier, user("next"), assistant("NEXT")];
    await own.invoke({ sessionId, prompt: "", messages: [...other, user("last")] });
    assert.equal((await shown(sessionId, own))!.messageCount, 4 + 5 + 1);
  } finally {
    await own.stop();
  }
});

test("A_call_of_several_messages_reads_no_more_of_a_long_session_than_a_short_one", async () => {
  const counted = `constructor(context, env) {
    const sql = Object.getPrototypeOf(context.storage.sql);
    const exec = sql.exec;
    globalThis.cursors ??= (sql.exec = function (...values) { const cursor = exec.apply(this, values); globalThis.cursors.push(cursor); return cursor; }, []);
    super(context, env);
  }
  async fetch(request) {
    globalThis.cursors.length = 0;
    const response = await super.fetch(request);
    const rows = globalThis.cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0);
    return new Response(response.body, { status: response.status, headers: { "x-rows": String(rows) } });
  }`;
  const own = await AgentScript.start(agent, { sessionMembers: counted });
  try {
    const { sessionId } = await own.invoke("long");
    const short = await own.invoke({ messages: [user("one"), user("two")] });
    const long = await own.invoke({ sessionId, messages: [user("one"), user("two")] });
    const repeated = await own.invoke({ sessionId, messages: [user("long"), user("message 0"), user("another")] });
    assert.deepEqual([short.json.text, long.json.text, repeated.json.text], ["two", "two", "another"]);
    assert.equal((await shown(sessionId, own))!.messageCount, 2_000 + 2 + 3 + 4);
    for (const { headers } of [long, repeated]) assert.ok(Number(headers["x-rows"]) <= Number(short.headers["x-rows"]) + 5, `${String(headers["x-rows"])} rows`);
  } finally {
    await own.stop();
  }
});

test("A_failed_call_leaves_its_request_out_so_that_a_retry_does_not_repeat_it", async () => {
  const sessionId = newId("ses");
  for (let attempt = 0; attempt < 2; attempt++) assert.equal((await script.invoke({ prompt: "error", sessionId })).status, 502);
  assert.deepEqual((await shown(sessionId))!.messages, []);
  const error = (await script.invoke({ prompt: "badAppend", sessionId })).json.error!;
  assert.match(error.message, /message 0 needs a role/);
});

test("State_holds_structured_values_and_lists_by_prefix", async () => {
  assert.deepEqual(JSON.parse((await script.invoke("set")).json.text), [true, true, ["a/1", "a/2"], 3, true, false]);
});

test("State_explains_its_limits", async () => {
  const failures = (await script.invoke("limits")).json.data as string[];
  const expected = [/isn't empty/, /at most 512 bytes/, /2000000 bytes; at most 1048576/, /use state\.delete/, /can't be stored/, /must be text/];
  assert.equal(failures.length, expected.length);
  failures.forEach((message, index) => assert.match(message, expected[index]!));
});

test("Memory_outlives_a_restart_with_another_module", async () => {
  const own = await AgentScript.start(agent);
  try {
    const sessionId = newId("ses");
    await own.invoke({ prompt: "set", sessionId });
    await own.deploy(agent.replace("const tell", "/* the next version */ const tell"));
    assert.equal((await own.invoke({ prompt: "get", sessionId })).json.text, "2");
    assert.equal((await shown(sessionId, own))!.messages[0]!.content, "set");
  } finally {
    await own.stop();
  }
});

test("An_unknown_session_is_not_found_and_asking_leaves_nothing_behind", async () => {
  const sessionId = newId("ses");
  assert.equal(await shown(sessionId), undefined);
  assert.equal((await script.call("DELETE", `/__webhost/sessions/${sessionId}`)).status, 204);
  assert.equal(await shown(sessionId), undefined);
});

test("A_deleted_session_is_gone_and_can_be_started_anew", async () => {
  const { sessionId } = await script.invoke("set");
  assert.equal((await script.call("DELETE", `/__webhost/sessions/${sessionId}`)).status, 204);
  assert.equal(await shown(sessionId), undefined);

  assert.equal((await script.invoke({ prompt: "get", sessionId })).json.text, "null");
  assert.equal((await shown(sessionId))!.messageCount, 2);
});

test("A_session_may_be_named_like_any_path_of_ours", async () => {
  for (const sessionId of ["health", "invoke", "sessions"]) {
    await script.invoke({ prompt: "set", sessionId });
    assert.equal((await shown(sessionId))!.sessionId, sessionId);
    assert.equal((await script.call("DELETE", `/__webhost/sessions/${sessionId}`)).status, 204);
    assert.equal(await shown(sessionId), undefined);
  }
});

test("An_answer_that_is_larger_than_a_row_of_the_database_is_kept_whole", async () => {
  const own = await AgentScript.start(agent, { config: { maxOutputBytes: 4 * 1024 * 1024 } });
  try {
    const { sessionId, json } = await own.invoke("large");
    assert.equal(json.text, "\u{1f600}".repeat(800_001));
    assert.deepEqual((await shown(sessionId, own))!.messages, [user("large"), assistant(json.text)]);

    const events = await own.streamed({ prompt: "large", sessionId });
    assert.deepEqual(events.slice(-2).map(({ name }) => name), ["usage", "done"]);
    // Both together are more than is shown: the newest are, and all are counted.
    const session = (await shown(sessionId, own))!;
    assert.equal(session.messageCount, 4);
    assert.deepEqual(session.messages, [user("large"), assistant(json.text)]);
  } finally {
    await own.stop();
  }
});

test("Deleting_a_session_stops_what_runs_in_it_and_still_reports_it", async () => {
  const sessionId = newId("ses");
  const call = script.invoke({ prompt: "linger", sessionId });
  await script.plane.log("lingering");
  assert.equal((await script.call("DELETE", `/__webhost/sessions/${sessionId}`)).status, 204);

  const answer = await call;
  assert.equal(answer.status, 409);
  assert.equal((await script.plane.event(answer.invocationId)).errors, 1);
  assert.equal(await shown(sessionId), undefined);
});

test("What_an_agent_writes_after_the_deletion_is_refused", async () => {
  const sessionId = newId("ses");
  const call = script.invoke({ prompt: "sneaky", sessionId });
  await script.plane.log("sneaking");
  await script.call("DELETE", `/__webhost/sessions/${sessionId}`);
  await call;
  await script.plane.log("The session has been deleted.");
  assert.equal(await shown(sessionId), undefined);
});

test("A_session_deletes_itself_when_its_time_is_over", async () => {
  const plane = await new ControlPlane(telemetrySecret).start();
  const own = await AgentScript.start(agent, { plane, config: { sessionTtlSeconds: 1 } });
  try {
    const { sessionId, invocationId } = await own.invoke("set");
    await plane.event(invocationId);
    assert.ok(await shown(sessionId, own));
    // Wait for the condition itself: asking doesn't count as a use.
    while (await shown(sessionId, own)) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await own.invoke({ prompt: "get", sessionId })).json.text, "null");
  } finally {
    await own.stop();
    await plane.stop();
  }
});

test("A_session_that_is_used_again_after_its_deletion_still_ends_when_its_time_is_over", async () => {
  const own = await AgentScript.start(agent, { config: { sessionTtlSeconds: 1 } });
  try {
    const { sessionId } = await own.invoke("set");
    assert.equal((await own.call("DELETE", `/__webhost/sessions/${sessionId}`)).status, 204);
    await own.invoke({ prompt: "set", sessionId });
    for (let tries = 0; tries < 400 && (await shown(sessionId, own)); tries++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(await shown(sessionId, own), undefined);
  } finally {
    await own.stop();
  }
});

test("A_session_is_deleted_only_after_its_telemetry_has_been_delivered", async () => {
  const sessionId = newId("ses");
  script.plane.refuse(sessionId, 500);
  const answer = await script.invoke({ prompt: "list", sessionId });
  assert.equal((await script.call("DELETE", `/__webhost/sessions/${sessionId}`)).status, 204);
  assert.equal(await shown(sessionId), undefined);
  const of = () => script.plane.reports.filter((report) => report.events.some((event) => event.eventId === answer.invocationId)).length;
  await script.plane.until(() => of() === 2);
});
