/** A streamed chat completion of any OpenAI-compatible endpoint, in plain fetch. */

export interface ToolCall {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
}

export type ChatMessage =
  | { role: "system" | "user" | "assistant"; content: string | null; tool_calls?: ToolCall[] }
  | { role: "tool"; tool_call_id: string; content: string };

export type ChatPart = { type: "text"; text: string } | { type: "call"; call: ToolCall } | { type: "usage"; inputTokens: number; outputTokens: number };

interface Chunk {
  choices?: { delta?: { content?: string | null; tool_calls?: { index: number; id?: string; function?: { name?: string; arguments?: string } }[] } }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: { message?: string };
}

/** Text as it comes, then the tool calls, which arrive in pieces, and the usage. */
export async function* openStream(url: string, key: string, body: object, signal: AbortSignal): AsyncGenerator<ChatPart> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
    signal,
  });
  if (!response.ok || !response.body) throw new Error(`The model's endpoint answered ${response.status}: ${(await response.text()).slice(0, 300)}`);

  const calls: ToolCall[] = [];
  for await (const data of eventsOf(response.body)) {
    const chunk = JSON.parse(data) as Chunk;
    if (chunk.error) throw new Error(`The model's endpoint failed: ${chunk.error.message ?? "it gave no reason"}`);
    const delta = chunk.choices?.[0]?.delta;
    if (delta?.content) yield { type: "text", text: delta.content };
    for (const piece of delta?.tool_calls ?? []) {
      const call = (calls[piece.index] ??= { id: "", type: "function", function: { name: "", arguments: "" } });
      call.id ||= piece.id ?? "";
      call.function.name += piece.function?.name ?? "";
      call.function.arguments += piece.function?.arguments ?? "";
    }
    if (chunk.usage) yield { type: "usage", inputTokens: chunk.usage.prompt_tokens, outputTokens: chunk.usage.completion_tokens };
  }
  for (const call of calls.filter(Boolean)) yield { type: "call", call };
}

/** The data of each event up to `[DONE]`. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>) as unknown as AsyncIterable<string>) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      const data = line.slice("data:".length).trim();
      if (data === "[DONE]") return;
      if (data !== "") yield data;
    }
  }
}
