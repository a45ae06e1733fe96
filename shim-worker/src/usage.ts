/** Token counts: what the agent reports, in any of the common spellings, or else an estimate. */
import type { Message, UsageReport } from "../types/index.js";
import { roleOf } from "./messages.js";
import { asRecord } from "./parts.js";
import type { WireUsage } from "./wire.js";

/** English text has about four characters to a token. */
const charactersPerToken = 4;
/** Beyond this a count is nonsense, and none; it also keeps sums exact. */
const largestCount = 1e12;

const spellings = {
  tokens: ["tokens", "total_tokens", "totalTokens"],
  inputTokens: ["inputTokens", "input_tokens", "prompt_tokens", "promptTokens"],
  outputTokens: ["outputTokens", "output_tokens", "completion_tokens", "completionTokens"],
  toolCalls: ["toolCalls", "tool_calls"],
} as const;

/** Reads a usage object (ours, OpenAI's, Anthropic's or the AI SDK's); undefined when it holds no count. */
export function readUsage(value: unknown): UsageReport | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const source = value as Record<string, unknown>;
  const report: UsageReport = {};
  for (const [name, keys] of Object.entries(spellings) as [keyof UsageReport, readonly string[]][]) {
    for (const key of keys) {
      const count = toCount(source[key]);
      if (count !== undefined) {
        report[name] = count;
        break;
      }
    }
  }
  return Object.keys(report).length > 0 ? report : undefined;
}

/** What the messages of a LangChain agent's state say of this call: those behind the last one of the user; earlier ones were reported by the calls that made them. */
export function usageOfMessages(value: unknown): UsageReport | undefined {
  if (!Array.isArray(value)) return undefined;
  const made = value.slice(value.findLastIndex((message) => roleOf(message) === "user") + 1).map((message: unknown) => asRecord(message));
  const counts = made.map((message) => readUsage(message?.["usage_metadata"])).filter((usage) => usage !== undefined);
  if (counts.length === 0) return undefined;
  return counts.reduce(sumOf, { toolCalls: made.reduce((calls, message) => calls + (Array.isArray(message?.["tool_calls"]) ? message["tool_calls"].length : 0), 0) });
}

/** Both together. */
export function sumOf(one: UsageReport, other: UsageReport): UsageReport {
  const sum = { ...one };
  for (const [name, count] of Object.entries(other) as [keyof UsageReport, number][]) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

/** Adds up what one invocation used. */
export class UsageMeter {
  readonly #added: UsageReport = {};
  #answered: UsageReport = {};
  /** What each call of Workers AI used, as its answer said. */
  readonly #asked: UsageReport[] = [];
  #hasEnded = false;

  /** Whether the invocation has ended: what is counted now is in no event of its own any more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** How often Workers AI was asked. */
  get aiCalls(): number {
    return this.#asked.length;
  }

  end(): void {
    this.#hasEnded = true;
  }

  /** Notes a call of Workers AI. What the given function is told last is what the call used. */
  asked(): (usage: UsageReport) => void {
    const index = this.#asked.push({}) - 1;
    return (usage) => (this.#asked[index] = { ...usage, tokens: tokensOf(usage) });
  }

  /** From `context.usage.add`: each call adds. */
  add(value: unknown): void {
    const report = readUsage(value);
    if (!report) return;
    for (const [name, count] of Object.entries(report) as [keyof UsageReport, number][]) {
      this.#added[name] = Math.min((this.#added[name] ?? 0) + count, largestCount);
    }
  }

  /** From the answer itself: a later report replaces the same counts of an earlier one, as streams repeat running totals. */
  answered(report: UsageReport): void {
    this.#answered = { ...this.#answered, ...report };
  }

  /**
   * What was added wins over what the answer said, so that an agent that does both isn't billed twice; and what Workers AI itself told over both where it is
   * more, since they may tell of other models too, or of nothing.
   */
  total(request: Message[], text: string, computeMs: number): WireUsage {
    const { toolCalls: addedCalls, ...added } = this.#added;
    const { toolCalls: answeredCalls, ...answered } = this.#answered;
    const toolCalls = addedCalls ?? answeredCalls ?? 0;
    const said = Object.keys(added).length > 0 ? added : answered;
    const { toolCalls: _, ...asked } = this.#asked.reduce(sumOf, {});
    const counts = tokensOf(asked) > tokensOf(said) ? asked : said;
    if (Object.keys(counts).length === 0) {
      const inputTokens = estimateTokens(request.reduce((length, message) => length + message.content.length, 0));
      const outputTokens = estimateTokens(text.length);
      return { tokens: inputTokens + outputTokens, inputTokens, outputTokens, toolCalls, computeMs, estimated: true };
    }
    return { ...counts, tokens: tokensOf(counts), toolCalls, computeMs, estimated: false };
  }
}

const tokensOf = ({ tokens, inputTokens, outputTokens }: UsageReport): number => Math.max(tokens ?? 0, (inputTokens ?? 0) + (outputTokens ?? 0));

/** The number of tokens of a text of this length. */
export const estimateTokens = (characters: number): number => Math.ceil(characters / charactersPerToken);

function toCount(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= largestCount ? Math.round(value) : undefined;
}
