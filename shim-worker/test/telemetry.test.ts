/** One event for every invocation, whatever becomes of it, delivered whatever becomes of the control plane. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AgentScript, newId, telemetrySecret } from "./agent-script.js";
import { ControlPlane } from "./control-plane.js";

const agent = `
const answers = {
  ok: () => "fine",
  used: (request, context) => { context.usage.add({ inputTokens: 3, outputTokens: 4, toolCalls: 2 }); return "used"; },
  error: () => { throw Object.assign(new Error("no quota"), { status: 429 }); },
  slow: async (request, context) => { await scheduler.wait(60_000, { signal: context.signal }); return "late"; },
  deaf: async () => { await scheduler.wait(60_000); return "late"; },
  hang: async () => { console.log("hanging"); await new Promise((resolve) => setTimeout(resolve, 120_000)); },
  drip: async function* (request, context) {
    context.signal.addEventListener("abort", () => console.log("drip was told to stop"));
    for (let n = 0; ; n++) { yield "drop " + n; await scheduler.wait(5); }
  },
  waits: async (request, context) => {
    context.signal.addEventListener("abort", () => console.log("waits was told to stop"));
    console.log("waiting");
    await new Promise(() => setTimeout(() => {}, 60_000));
  },
  chatty: async (request, context) => { console.log("early line"); await fetch(request.metadata.until); context.log.info("late", { line: true }); return "x"; },
  levels: (request, context) => {
    console.debug("d"); console.info("i"); console.warn("w"); console.error("e %s", "formatted"); context.log.debug("ld"); context.log.error("le", new Error("inner").message);
    return "x";
  },
  flood: () => { for (let n = 0; n < 2000; n++) console.log("line", n); console.log("z".repeat(20_000)); return "x"; },
  floods: async () => { for (let n = 0; n < 600; n++) console.log("early", n); await scheduler.wait(1_050); for (let n = 0; n < 600; n++) console.log("late", n); return "x"; },
  binary: () => { for (let n = 0; n < 500; n++) console.log("\\u0001".repeat(400)); return "x"; },
  afterwards: (request, context) => { context.waitUntil((async () => { await scheduler.wait(10); console.log("after the answer"); throw new Error("background trouble"); })()); return "x"; },
  unhandled: () => { Promise.reject(new Error("nobody caught me")); return "x"; },
};
export default { invoke(request, context) { return answers[request.prompt](request, context); } };
`;

let script: AgentScript;
before(async () => {
  script = await AgentScript.start(agent);
});
after(() => script.stop());

test("A_success_is_reported_signed_with_all_its_figures", async () => {
  const answer = await script.invoke("used");
  const event = await script.plane.event(answer.invocationId);
  const { timestamp, computeMs, ...rest } = event;
  assert.deepEqual(rest, {
    eventId: answer.invocationId, agentId: "agt_test", deploymentId: "dep_test", sessionId: answer.sessionId, requests: 1, traceId: "0af7651916cd43dd8448eb211c80319c",
    llmTokens: 7, inputTokens: 3, outputTokens: 4, tokensEstimated: false, toolCalls: 2, errors: 0, cloudflare: { durableObjectOps: 1, workersAICalls: 0 },
  });
  assert.equal(computeMs, answer.json.usage.computeMs);
  assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 60_000);
  const report = script.plane.reports.find((each) => each.events.includes(event))!;
  assert.ok(report.signatureIsRight);
  assert.equal(report.deploymentId, "dep_test");
});

test("An_error_is_reported_with_its_class_message_and_stack", async () => {
  const answer = await script.invoke("error");
  const event = await script.plane.event(answer.invocationId);
  assert.deepEqual([event.errors, event.errorClass, event.errorMessage], [1, "limit", "The agent failed: no quota"]);
  const line = await script.plane.log("no quota");
  assert.equal(line.source, "exception");
  assert.equal(line.invocationId, answer.invocationId);
  assert.match(line.stack!, /at .*agent\.js/);
});

test("A_time_out_is_reported_even_when_the_agent_ignores_its_signal", async () => {
  for (const prompt of ["slow", "deaf"]) {
    const answer = await script.invoke({ prompt, timeoutMs: 100 });
    assert.equal(answer.status, 504);
    const event = await script.plane.event(answer.invocationId);
    assert.deepEqual([event.errors, event.errorClass], [1, "limit"]);
    assert.ok(event.computeMs >= 95, String(event.computeMs));
  }
});

test("A_caller_that_leaves_a_stream_aborts_the_agent_and_is_billed_for_what_ran", async () => {
  const invocationId = newId("inv");
  let deltas = 0;
  for await (const event of script.stream({ prompt: "drip", invocationId })) {
    if (event.name === "delta" && ++deltas === 3) break; // leaving the loop closes the connection
  }
  const event = await script.plane.event(invocationId);
  assert.equal(event.errors, 0);
  assert.ok(event.outputTokens! >= 4);
  await script.plane.log("drip was told to stop");
});

for (const stream of [false, true]) {
  test(`A_caller_that_leaves_before_any_answer_aborts_the_agent_too_${stream ? "streaming" : "waiting"}`, async () => {
    const invocationId = newId("inv");
    const caller = new AbortController();
    const call = script.invoke({ prompt: "waits", invocationId, stream }, caller.signal).catch(() => "cut off");
    await script.plane.until((plane) => plane.logs.find((line) => line.message === "waiting" && line.invocationId === invocationId));
    caller.abort();
    assert.equal(await call, "cut off");
    assert.equal((await script.plane.event(invocationId)).errors, 0);
    await script.plane.until((plane) => plane.logs.find((line) => line.message === "waits was told to stop" && line.invocationId === invocationId));
  });
}

test("Log_lines_are_sent_while_the_invocation_still_runs", async () => {
  // The agent waits for an answer that is only given once its first line has come through.
  let release: () => void = () => {};
  const { createServer } = await import("node:http");
  const gate = createServer((_, response) => (release = () => response.end("go"))).listen(0, "127.0.0.1");
  await new Promise((resolve) => gate.once("listening", resolve));
  const { port } = gate.address() as { port: number };

  const call = script.invoke({ prompt: "chatty", metadata: { until: `http://127.0.0.1:${port}/` } });
  const early = await script.plane.log("early line");
  assert.equal(script.plane.events.find((event) => event.eventId === early.invocationId), undefined);
  release();
  const answer = await call;
  assert.equal(early.invocationId, answer.invocationId);
  assert.equal(early.sessionId, answer.sessionId);
  assert.equal(early.traceId, "0af7651916cd43dd8448eb211c80319c");
  const late = await script.plane.log("late { line: true }");
  assert.equal(late.source, "log");
  gate.close();
});

test("Every_level_of_the_console_and_the_log_is_kept_apart", async () => {
  const { invocationId } = await script.invoke("levels");
  await script.plane.event(invocationId);
  const lines = script.plane.logs.filter((line) => line.invocationId === invocationId).map((line) => [line.level, line.source, line.message]);
  assert.deepEqual(lines, [
    ["debug", "console", "d"], ["info", "console", "i"], ["warn", "console", "w"], ["error", "console", "e formatted"], ["debug", "log", "ld"], ["error", "log", "le inner"],
  ]);
  const ids = script.plane.logs.map((line) => line.id);
  assert.equal(new Set(ids).size, ids.length);
});

test("A_flood_of_lines_keeps_the_newest_and_tells_how_many_are_missing", async () => {
  const { invocationId } = await script.invoke("flood");
  await script.plane.event(invocationId);
  const lines = script.plane.logs.filter((line) => line.invocationId === invocationId);
  assert.ok(lines.length <= 501);
  assert.match(lines[0]!.message, /^\d+ earlier log lines were dropped/);
  assert.ok(Buffer.byteLength(lines.at(-1)!.message) <= 8 * 1024);
  assert.equal(lines.at(-2)!.message, "line 1999");
});

test("What_is_too_much_for_one_report_goes_in_several", async () => {
  const { invocationId } = await script.invoke("floods");
  await script.plane.event(invocationId);
  const of = script.plane.reports.filter((report) => report.logs.some((line) => line.invocationId === invocationId));
  assert.deepEqual(of.map((report) => report.status), [202, 202]);
  assert.equal(of.flatMap((report) => report.logs).filter((line) => /^(early|late) 599$/.test(line.message)).length, 2);
});

test("An_event_is_not_lost_with_lines_that_are_too_large", async () => {
  const { invocationId } = await script.invoke("binary");
  await script.plane.until((plane) => plane.reports.some((report) => report.status === 202 && report.events.some((event) => event.eventId === invocationId)));
});

test("Work_after_the_answer_is_logged_with_its_invocation", async () => {
  const { invocationId } = await script.invoke("afterwards");
  assert.equal((await script.plane.log("after the answer")).invocationId, invocationId);
  assert.equal((await script.plane.log("background trouble")).source, "exception");
});

test("Unhandled_rejections_are_logged", async () => {
  await script.invoke("unhandled");
  assert.equal((await script.plane.log("nobody caught me")).source, "exception");
});

test("A_refused_report_is_sent_again_until_it_is_accepted_with_the_same_event_and_a_fresh_time", async () => {
  const sessionId = newId("ses");
  script.plane.refuse(sessionId, 503, 429);
  const { invocationId } = await script.invoke({ prompt: "ok", sessionId });
  const of = () => script.plane.reports.filter((report) => report.events.some((event) => event.eventId === invocationId));
  await script.plane.until(() => of().length === 3);
  const [first, second, third] = of().map((report) => ({ sentAt: Date.parse(report.sentAt), event: report.events.find((event) => event.eventId === invocationId)!, right: report.signatureIsRight }));
  assert.deepEqual(first!.event, third!.event);
  assert.ok(second!.sentAt - first!.sentAt >= 450 && third!.sentAt > second!.sentAt);
  assert.ok(first!.right && third!.right);
});

test("A_report_that_is_refused_for_good_is_dropped", async () => {
  const sessionId = newId("ses");
  script.plane.refuse(sessionId, 401);
  const first = await script.invoke({ prompt: "ok", sessionId });
  await script.plane.event(first.invocationId);
  // The next invocation of the same session sends what is left in the outbox: only its own event may come.
  const second = await script.invoke({ prompt: "ok", sessionId });
  await script.plane.event(second.invocationId);
  assert.equal(script.plane.events.filter((event) => event.eventId === first.invocationId).length, 1);
});

test("An_event_outlives_an_unreachable_control_plane_a_killed_runtime_and_a_new_deployment", async () => {
  const plane = await new ControlPlane(telemetrySecret).start();
  const { port } = plane;
  const own = await AgentScript.start(agent, { plane, deploymentId: "dep_one" });
  try {
    await plane.stop();
    const answer = await own.invoke("ok");
    assert.equal(answer.status, 200);
    await own.workerd.kill("SIGKILL");

    const later = await new ControlPlane(telemetrySecret).start(port);
    try {
      own.plane = later;
      await own.deploy(agent, { plane: later, deploymentId: "dep_two" });
      const event = await later.event(answer.invocationId);
      assert.equal(event.deploymentId, "dep_one");
      const report = later.reports.find((each) => each.events.some((one) => one.eventId === answer.invocationId))!;
      assert.equal(report.deploymentId, "dep_one");
      assert.ok(report.signatureIsRight);
      assert.ok(Date.parse(report.sentAt) > Date.parse(event.timestamp));
    } finally {
      await later.stop();
    }
  } finally {
    await own.stop();
  }
});

test("An_invocation_that_dies_with_its_runtime_is_reported_as_an_error", async () => {
  const own = await AgentScript.start(agent);
  try {
    const invocationId = newId("inv");
    const sessionId = newId("ses");
    const call = own.invoke({ prompt: "hang", invocationId, sessionId }).catch(() => "cut off");
    await own.plane.log("hanging");
    await own.workerd.kill("SIGKILL");
    assert.equal(await call, "cut off");

    await own.deploy();
    await own.invoke({ prompt: "ok", sessionId });
    const event = await own.plane.event(invocationId);
    assert.deepEqual([event.errors, event.errorClass, event.llmTokens], [1, "runtime", 0]);

    // Its signed call is valid for minutes yet: it is known for longer.
    await own.plane.event((await own.invoke({ prompt: "ok", sessionId })).invocationId);
    assert.equal((await own.invoke({ prompt: "ok", sessionId, invocationId })).status, 409);
  } finally {
    await own.stop();
  }
});
