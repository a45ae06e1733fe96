/** Reads an answer that is one object: our own shape, and those that model APIs and frameworks give. */
import { asRecord, type Part } from "./parts.js";
import { brokenContract } from "./errors.js";
import type { Message } from "../types/index.js";
import { contentText, readMessages } from "./messages.js";
import { readUsage, usageOfMessages } from "./usage.js";

/** The members that hold the text, in the order in which they are looked for. */
const textMembers = ["text", "output", "output_text", "response", "answer", "content", "message", "result"];

/** Deeper data could be written here, and read nowhere on its way. */
const deepestData = 100;

/**
 * `{text, messages?, data?, usage?}` as it is; else the text is looked for in the usual places (an OpenAI completion, what a graph waits to be told, the last
 * message of its state that is not the caller's own, `response`, `content` …); an object without any text becomes `data`, with its JSON as the text.
 */
export function* partsOfJson(value: unknown): Generator<Part> {
  if (typeof value === "string") return yield { type: "text", text: value };
  const record = asRecord(value);
  if (!record) return yield* dataOnly(value);
  if ("finalOutput" in record && Array.isArray(record["newItems"])) return yield* partsOfRun(record, record["newItems"]);

  const usage = readUsage(record["usage"]) ?? usageOfMessages(record["messages"]);
  if (usage) yield { type: "usage", usage };
  const messages = readMessages(record["messages"]);
  const questions = questionsIn(record);
  const last = messages?.at(-1);
  const text = questions ? undefined : (textIn(record) ?? (last?.role === "user" ? undefined : last?.content));
  if (text !== undefined) {
    yield { type: "text", text };
    const data = record["data"] ?? asRecord(record["output"])?.["data"];
    if (data !== undefined) yield { type: "data", data: plainJson(data) };
  } else {
    yield* withoutText(record, questions, messages);
  }
  if (messages) yield { type: "messages", messages };
}

/** What the nodes of a graph of LangGraph that was interrupted ask; undefined when it was not. */
function questionsIn(record: Record<string, unknown>): unknown[] | undefined {
  const interrupts = record["__interrupt__"];
  return Array.isArray(interrupts) && interrupts.length > 0 ? interrupts.map((interrupt: unknown) => asRecord(interrupt)?.["value"] ?? null) : undefined;
}

function* withoutText(record: Record<string, unknown>, questions: unknown[] | undefined, messages: Message[] | undefined): Generator<Part> {
  if (questions) {
    const [question] = questions;
    return yield* questions.length > 1 ? dataOnly(questions) : typeof question === "string" ? [{ type: "text", text: question } as const] : dataOnly(question);
  }
  const { data, usage: _, messages: __, ...others } = record;
  const hasOthers = Object.keys(others).length > 0;
  // A state in which nobody but the caller has said anything: what else is in it is the answer.
  if (messages?.length) return yield* hasOthers ? dataOnly(others) : data === undefined ? [{ type: "text", text: "" } as const] : dataOnly(data);
  yield* data === undefined || hasOthers || "messages" in record ? dataOnly(record) : dataOnly(data);
}

/** The result of a run of the OpenAI Agents SDK. The rest of it is the run's whole state, with the agent's instructions, and nobody's to see. */
function* partsOfRun(run: Record<string, unknown>, items: unknown[]): Generator<Part> {
  const { finalOutput, interruptions, runContext } = run;
  if (finalOutput === undefined || finalOutput === null) {
    throw brokenContract(Array.isArray(interruptions) && interruptions.length > 0 ? "The agent's run waits for an approval of a tool, and has no final output." : "The agent's run has no final output.");
  }
  const toolCalls = items.filter((item) => asRecord(item)?.["type"] === "tool_call_item").length;
  yield { type: "usage", usage: { ...readUsage(asRecord(runContext)?.["usage"]), toolCalls } };
  yield* partsOfJson(finalOutput);
}

/** The text of an object, if it has one in a usual place. */
export function textIn(record: Record<string, unknown>): string | undefined {
  for (const member of textMembers) {
    const value = record[member];
    const inner = asRecord(value);
    const text = typeof value === "string" ? value : inner ? (contentText(inner["text"]) ?? contentText(inner["content"])) : contentText(value);
    if (text !== undefined) return text;
  }
  const choice = Array.isArray(record["choices"]) ? asRecord(record["choices"][0]) : undefined;
  return contentText(asRecord(choice?.["message"])?.["content"]) ?? contentText(choice?.["text"]);
}

function* dataOnly(value: unknown): Generator<Part> {
  const data = plainJson(value);
  yield { type: "text", text: typeof data === "string" ? data : JSON.stringify(data) };
  yield { type: "data", data };
}

/** What JSON makes of the value. */
function plainJson(value: unknown): unknown {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    throw brokenContract(`The agent's answer can't be written as JSON: ${error instanceof Error ? error.message.split("\n")[0] : "unknown"}.`);
  }
  if (json === undefined) throw brokenContract(`The agent's answer is a ${typeof value}, which can't be written as JSON.`);
  const plain: unknown = JSON.parse(json);
  if (isDeeper(plain, deepestData)) throw brokenContract(`The agent's answer is nested deeper than ${deepestData} levels.`);
  return plain;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}
