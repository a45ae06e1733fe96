/** The helpers that need no runtime. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readMessages } from "../src/messages.js";
import { bindSourceLines, stackOfAgent, withSourceLines } from "../src/source-lines.js";
import { redactor } from "../src/redaction.js";
import { linesOf, sseEventsOf } from "../src/sse.js";
import { readUsage, UsageMeter } from "../src/usage.js";
import { verdictOf } from "../src/telemetry.js";
import { backOff } from "../src/outbox.js";

async function* pieces(text: string, size: number) {
  for (let index = 0; index < text.length; index += size) yield text.slice(index, index + size);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test("Lines_come_out_the_same_wherever_the_text_is_cut", async () => {
  const text = "one\r\ntwo\nthree\rfour\r\n\r\nlast";
  for (const size of [1, 2, 3, 7, 100]) assert.deepEqual(await all(linesOf(pieces(text, size))), ["one", "two", "three", "four", "", "last"]);
});

test("Events_keep_their_name_join_their_data_lines_and_skip_comments", async () => {
  const text = ": hi\nevent: delta\ndata: a\ndata:b\nid: 1\n\ndata\n\nevent: lonely\n\ndata: unfinished";
  for (const size of [1, 5, 100]) {
    assert.deepEqual(await all(sseEventsOf(pieces(text, size))), [{ name: "delta", data: "a\nb" }, { name: "message", data: "" }, { name: "message", data: "unfinished" }]);
  }
});

test("Usage_is_read_in_every_spelling_and_nonsense_is_ignored", () => {
  assert.deepEqual(readUsage({ prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 }), { tokens: 3, inputTokens: 1, outputTokens: 2 });
  assert.deepEqual(readUsage({ input_tokens: 1, output_tokens: 2 }), { inputTokens: 1, outputTokens: 2 });
  assert.deepEqual(readUsage({ tokens: -1, inputTokens: Number.NaN, outputTokens: "5", toolCalls: 1.4 }), { toolCalls: 1 });
  assert.equal(readUsage("many"), undefined);
  assert.equal(readUsage({ tokens: Infinity, inputTokens: 1e308 }), undefined);
});

test("Tokens_are_at_least_the_sum_of_their_parts", () => {
  const meter = new UsageMeter();
  meter.add({ tokens: 5, inputTokens: 4, outputTokens: 4 });
  assert.equal(meter.total([], "", 1).tokens, 8);
});

test("Places_of_the_bundle_are_shown_as_those_of_the_files", () => {
  assert.equal(withSourceLines("at agent.js:2:9"), "at agent.js:2:9");
  bindSourceLines(JSON.stringify({ files: ["src/index.ts", "node_modules/a/b.js"], lines: { 2: [5, 0, 12, 9, 0, 14, 20, 1, 0, 30, -1, 0] } }));
  const shown = { 4: "agent.js:2:4", 5: "src/index.ts:12", 8: "src/index.ts:12", 9: "src/index.ts:14", 25: "node_modules/a/b.js", 31: "agent.js:2:31" };
  for (const [column, place] of Object.entries(shown)) assert.equal(withSourceLines(`at f (agent.js:2:${column})\n`), `at f (${place})\n`);
  assert.equal(stackOfAgent("Error: shim.js:1:1\n    at f (agent.js:2:9)\n    at #work (shim.js:1714:34)\n    at shim.js:1714:55"), "Error: shim.js:1:1\n    at f (src/index.ts:14)");
  assert.equal(stackOfAgent("Error: x\n    at shim.js:1:2"), "Error: x\n    at shim.js:1:2");
  assert.equal(withSourceLines("agent.js:7:1 myagent.js:2:9"), "agent.js:7:1 myagent.js:2:9");
});

test("Secrets_are_redacted_in_every_form_longest_first_and_short_ones_stay", () => {
  const redact = redactor(["abcdef", "abcdef-longer", 'quo"ted value', "short"]);
  assert.equal(redact("abcdef-longer abcdef short"), "[redacted] [redacted] short");
  assert.equal(redact(JSON.stringify({ key: 'quo"ted value' })), '{"key":"[redacted]"}');
  assert.equal(redact(`?key=${encodeURIComponent('quo"ted value')}`), "?key=[redacted]");
});

test("Messages_of_other_frameworks_are_brought_to_role_and_content", () => {
  assert.deepEqual(
    readMessages([{ role: "developer", content: "s" }, { type: "human", content: [{ type: "text", text: "q" }] }, { role: "assistant", content: "", tool_calls: [] }, { role: "model", parts: [{ text: "a" }] }]),
    [{ role: "system", content: "s" }, { role: "user", content: "q" }, { role: "assistant", content: "a" }]);
  assert.equal(readMessages([{ role: "king", content: "x" }]), undefined);
  assert.equal(readMessages("x"), undefined);
});

test("Waiting_doubles_up_to_a_quarter_of_an_hour_with_a_random_half", () => {
  assert.deepEqual([backOff(0, 0), backOff(0, 1), backOff(3, 0), backOff(3, 1)], [500, 1_000, 4_000, 8_000]);
  assert.equal(backOff(1_000, 1), 15 * 60_000);
});

test("Only_clear_refusals_end_the_sending", () => {
  assert.deepEqual([200, 202, 400, 401, 404].map(verdictOf), ["settled", "settled", "settled", "settled", "settled"]);
  assert.equal(verdictOf(413), "tooLarge");
  assert.deepEqual([302, 408, 429, 500, 503].map(verdictOf), ["later", "later", "later", "later", "later"]);
});
