/** Reads the `Response` of an agent that is a fetch handler. */
import { brokenContract, Fault } from "./errors.js";
import { partsOfJson, textIn } from "./json-answer.js";
import { asRecord, textOf, type Part } from "./parts.js";
import { partsOfDataStream, partsOfEventStream } from "./stream-answer.js";

const shownBytes = 2_000;
/** A JSON answer has names and brackets around its text. */
const envelopeBytes = 64 * 1024;

/** JSON, plain text and event streams; anything that isn't JSON or an event stream is passed on as text, as it comes. */
export async function* partsOfResponse(response: Response, maxOutputBytes: number): AsyncGenerator<Part> {
  if (response.status >= 400) throw await refusal(response);
  if (response.status >= 300) {
    await response.body?.cancel();
    throw brokenContract(`The agent answered ${response.status}, a redirect, which can't be followed.`);
  }
  if (!response.body) throw brokenContract(`The agent answered ${response.status} without a body.`);

  const type = (response.headers.get("content-type") ?? "").toLowerCase();
  const text = textOf(response.body);
  if (type.includes("text/event-stream")) yield* partsOfEventStream(text);
  else if (response.headers.has("x-vercel-ai-data-stream")) yield* partsOfDataStream(text);
  else if (/\bjson\b/.test(type) && !type.includes("ndjson")) yield* partsOfJson(await json(text, maxOutputBytes + envelopeBytes));
  else for await (const piece of text) yield { type: "text", text: piece };
}

async function json(chunks: AsyncIterable<string>, maxCharacters: number): Promise<unknown> {
  let text = "";
  for await (const chunk of chunks) {
    text += chunk;
    if (text.length > maxCharacters) throw new Fault("RUNTIME_ERROR", `The agent's JSON answer is larger than ${maxCharacters} characters.`, { class: "limit" });
  }
  if (text.trim() === "") throw brokenContract("The agent answered with an empty JSON body.");
  try {
    return JSON.parse(text);
  } catch {
    throw brokenContract("The agent's answer says that it is JSON, but it can't be parsed.");
  }
}

/** What the agent's own error says; never a page of HTML. It is cut where its secrets are taken out, since half a secret is not found. */
async function refusal(response: Response): Promise<Fault> {
  const { status } = response;
  const reason = reasonIn(await beginning(response), response.headers.get("content-type") ?? "");
  const retryable = status === 429 || status === 503;
  const blame = status === 401 || status === 403 ? "auth" : status === 429 ? "limit" : "runtime";
  const said = hasNoSuchRoute(status, reason) ? `. ${whereCalled}` : reason ? `: ${reason}` : ".";
  return new Fault("RUNTIME_ERROR", `The agent answered ${status}${said}`, { retryable, class: blame });
}

const whereCalled = "An agent with a fetch handler is called with POST /invoke and the request as JSON, one of the Agents SDK with POST /agents/{agent}/{session} or by chat: give it a handler there.";

/** Whether that is what routers say by themselves, and not what an agent says of something that it looked for. */
const hasNoSuchRoute = (status: number, reason: string) => (status === 404 || status === 405) && /^(?:40[45] ?)?(?:not found|method not allowed)?[.!]?$/i.test(reason);

async function beginning(response: Response): Promise<string> {
  let text = "";
  if (!response.body) return text;
  for await (const chunk of textOf(response.body)) {
    text += chunk;
    if (text.length >= shownBytes) break;
  }
  return text;
}

/** Frameworks answer with the stack of what was thrown; it is in the log, and nothing for the caller. */
const withoutStack = (reason: string) => reason.replace(/\n\s+at [^]*$/, "");

function reasonIn(body: string, type: string): string {
  if (type.includes("html")) return "";
  let reason = body;
  try {
    const record = asRecord(JSON.parse(body));
    const error = record?.["error"];
    reason = typeof error === "string" ? error : (textIn(asRecord(error) ?? record ?? {}) ?? body);
  } catch {
    // Not JSON (any more, after the cut): the text itself is the reason.
  }
  return withoutStack(reason).trim();
}
