import type { Agent, Message } from "@webhost/agent";
import { openStream, type ChatMessage, type ToolCall } from "./chat.js";
import { runTool, tools } from "./tools.js";

const usualSteps = 6;
const system: ChatMessage = { role: "system", content: "You are a helpful assistant. Use the tools for arithmetic and for the time." };

/** Talks to a model, calls the tools that it asks for, and goes on until it has answered; its words reach the caller as they come. */
const agent: Agent = {
  async *invoke(request, context) {
    const { OPENAI_API_KEY: key, OPENAI_BASE_URL: base = "https://api.openai.com/v1", OPENAI_MODEL: model = "gpt-4o-mini" } = context.env;
    if (!key) {
      yield "This agent has no model yet. Give it a key with 'webhost secrets set OPENAI_API_KEY' and deploy again. ";
      yield "For another OpenAI-compatible endpoint set the plain variables OPENAI_BASE_URL and OPENAI_MODEL, too.";
      return;
    }

    const offered = tools.filter(({ function: { name } }) => isAllowed(name, request.options.toolPolicy));
    const conversation: ChatMessage[] = [system, ...(await context.messages.list()).filter(isSpoken)];
    for (let step = 0; step < (request.options.maxSteps ?? usualSteps); step++) {
      let text = "";
      const calls: ToolCall[] = [];
      const body = { model, messages: conversation, tools: offered.length > 0 ? offered : undefined, temperature: request.options.temperature };
      for await (const part of openStream(`${base.replace(/\/$/, "")}/chat/completions`, key, body, context.signal)) {
        if (part.type === "text") {
          text += part.text;
          yield part.text;
        } else if (part.type === "call") calls.push(part.call);
        else context.usage.add({ inputTokens: part.inputTokens, outputTokens: part.outputTokens });
      }
      if (calls.length === 0) return;

      conversation.push({ role: "assistant", content: text === "" ? null : text, tool_calls: calls });
      for (const call of calls) {
        const result = offered.some((tool) => tool.function.name === call.function.name) ? runTool(call) : "There is no such tool.";
        context.usage.add({ toolCalls: 1 });
        context.log.info("tool", call.function.name, call.function.arguments, "→", result);
        conversation.push({ role: "tool", tool_call_id: call.id, content: result });
      }
    }
    throw new Error(`The model still called tools after ${request.options.maxSteps ?? usualSteps} steps.`);
  },
};

export default agent;

const isAllowed = (name: string, policy: { allow?: string[]; deny?: string[] } = {}): boolean => (policy.allow?.includes(name) ?? true) && !policy.deny?.includes(name);

/** Earlier tool results belong to calls that the transcript doesn't have. */
const isSpoken = (message: Message): message is Message & { role: "system" | "user" | "assistant" } => message.role !== "tool";
