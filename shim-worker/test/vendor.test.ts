/** Every vendored package bundles with the documented flags and starts in workerd behind the shim. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AgentScript, newId } from "./agent-script.js";
import { bundle } from "./bundle.js";

/** Trivial importers; each answers "ok". */
const importers: Record<string, string> = {
  hono: `
    import { Hono } from "hono";
    import { streamSSE } from "hono/streaming";
    const app = new Hono<{ Bindings: { MODE: string } }>();
    app.post("/invoke", async (c) => streamSSE(c, async (stream) => { await stream.writeSSE({ data: "o" }); await stream.writeSSE({ data: "k" }); }));
    export default app;`,
  zod: `
    import { z } from "zod";
    export default { invoke: (request: unknown) => z.object({ prompt: z.string() }).parse(request) && "ok" };`,
  "ai with @ai-sdk/openai": `
    import { streamText } from "ai";
    import { createOpenAI } from "@ai-sdk/openai";
    const sse = (lines: string[]) => new Response(lines.map((line) => "data: " + line + "\\n\\n").join(""), { headers: { "content-type": "text/event-stream" } });
    const chunk = (delta: object, more: object = {}) => JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "m", choices: [{ index: 0, delta, finish_reason: null, ...more }] });
    const openai = createOpenAI({ apiKey: "key", fetch: async () => sse([chunk({ role: "assistant", content: "o" }), chunk({ content: "k" }), chunk({}, { finish_reason: "stop" }), "[DONE]"]) });
    export default { invoke: (request: { prompt: string }) => streamText({ model: openai.chat("m"), prompt: request.prompt }) };`,
  "@ai-sdk/openai-compatible and @ai-sdk/anthropic": `
    import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
    import { createAnthropic } from "@ai-sdk/anthropic";
    export default { invoke: () => createOpenAICompatible({ name: "x", baseURL: "http://x" })("m").modelId + createAnthropic({ apiKey: "k" })("m").modelId === "mm" ? "ok" : "no" };`,
  openai: `
    import OpenAI from "openai";
    const fetch = async () => Response.json({ id: "1", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } });
    export default { invoke: () => new OpenAI({ apiKey: "k", fetch }).chat.completions.create({ model: "m", messages: [] }) };`,
  "workers-ai-provider": `
    import { createWorkersAI } from "workers-ai-provider";
    export default { invoke: () => typeof createWorkersAI === "function" ? "ok" : "no" };`,
  "agents/mcp": `
    import { McpAgent } from "agents/mcp";
    export default { invoke: () => typeof McpAgent === "function" ? "ok" : "no" };`,
  "@cloudflare/ai-chat": `
    import { AIChatAgent } from "@cloudflare/ai-chat";
    export default { invoke: () => typeof AIChatAgent === "function" ? "ok" : "no" };`,
  partyserver: `
    import { Server } from "partyserver";
    export default { invoke: () => typeof Server === "function" ? "ok" : "no" };`,
  "@modelcontextprotocol/sdk": `
    import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
    export default { invoke: () => new McpServer({ name: "x", version: "1" }) && "ok" };`,
  "@modelcontextprotocol/client and server": `
    import { Client } from "@modelcontextprotocol/client";
    import { McpServer } from "@modelcontextprotocol/server";
    export default { invoke: () => new Client({ name: "x", version: "1" }) && typeof McpServer === "function" ? "ok" : "no" };`,
  nanoid: `
    import { nanoid } from "nanoid";
    export default { invoke: () => nanoid().length === 21 ? "ok" : "no" };`,
  "@langchain/langgraph as its own agent": `
    import { StateGraph, MessagesAnnotation, START, END } from "@langchain/langgraph";
    import { AIMessage } from "@langchain/core/messages";
    export default new StateGraph(MessagesAnnotation).addNode("answer", () => ({ messages: [new AIMessage("ok")] })).addEdge(START, "answer").addEdge("answer", END).compile();`,
  "@langchain/langgraph as a project of its own calls it": `
    import { StateGraph, MessagesAnnotation, START, END } from "@langchain/langgraph";
    import { AIMessage } from "@langchain/core/messages";
    export const graph = new StateGraph(MessagesAnnotation).addNode("answer", () => ({ messages: [new AIMessage("ok")] })).addEdge(START, "answer").addEdge("answer", END).compile();`,
  "@langchain/openai and langchain": `
    import { ChatOpenAI } from "@langchain/openai";
    import { createAgent } from "langchain";
    export default { invoke: () => new ChatOpenAI({ apiKey: "k", model: "m" }).model === "m" && typeof createAgent === "function" ? "ok" : "no" };`,
  "CommonJS and unprefixed built-ins": `
    import path from "path";
    import { readFile } from "fs/promises";
    import { createRequire } from "module";
    createRequire(import.meta.url)("node:os");
    const { EventEmitter } = require("events");
    export default { invoke: () => path.join("o", "k") === "o/k" && typeof EventEmitter === "function" && typeof readFile === "function" ? "ok" : "no" };`,
};

for (const [name, source] of Object.entries(importers)) {
  test(`${name}_bundles_and_answers`, async () => {
    const script = await AgentScript.start(bundle(source));
    try {
      const answer = await script.invoke();
      assert.equal(answer.status, 200, answer.body);
      assert.equal(answer.json.text, "ok");
    } finally {
      await script.stop();
    }
  });
}

/** A model without a service: it tells what it was shown, and what that used. */
const graph = (checkpointer: string) => `
  import { StateGraph, MessagesAnnotation, MemorySaver, START, END } from "@langchain/langgraph";
  import { AIMessage } from "@langchain/core/messages";
  const answer = ({ messages }: typeof MessagesAnnotation.State) => ({ messages: [new AIMessage({
    content: messages.map((message) => message.text).join(" | "), tool_calls: [{ id: "c", name: "t", args: {} }], usage_metadata: { input_tokens: messages.length, output_tokens: 1, total_tokens: messages.length + 1 } })] });
  export const graph = new StateGraph(MessagesAnnotation).addNode("answer", answer).addEdge(START, "answer").addEdge("answer", END).compile({ ${checkpointer} });`;

for (const [kind, checkpointer] of [["with_a_checkpointer", "checkpointer: new MemorySaver()"], ["without_a_checkpointer", ""]] as const) {
  test(`A_graph_${kind}_remembers_its_session_and_tells_what_each_call_used`, async () => {
    const script = await AgentScript.start(bundle(graph(checkpointer)));
    try {
      const sessionId = newId("ses");
      assert.equal((await script.invoke({ prompt: "one", sessionId })).json.text, "one");
      const second = await script.invoke({ prompt: "two", sessionId });
      assert.equal(second.json.text, "one | one | two");
      assert.deepEqual({ ...second.json.usage, computeMs: 0 }, { tokens: 4, inputTokens: 3, outputTokens: 1, toolCalls: 1, computeMs: 0, estimated: false });
      assert.equal((await script.invoke("other")).json.text, "other");
    } finally {
      await script.stop();
    }
  });
}

test("A_model_that_langchain_would_import_by_a_computed_name_is_explained", async () => {
  const script = await AgentScript.start(bundle(`
    import { createAgent } from "langchain";
    export default createAgent({ model: "openai:gpt-4o-mini", tools: [] });`));
  try {
    const { error } = JSON.parse((await script.invoke("hello")).body) as { error: { message: string } };
    assert.match(error.message, /No such module "@langchain\/openai"\. Its name is put together while the code runs/);
  } finally {
    await script.stop();
  }
});
