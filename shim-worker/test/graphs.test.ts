/** How graphs of LangGraph stream, with the vendored packages and models without a service. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AgentScript } from "./agent-script.js";
import { bundle } from "./bundle.js";

/** A model without a service, which says its words one by one. */
const speaking = `
  import { createAgent, tool } from "langchain";
  import { StateGraph, MessagesAnnotation, interrupt, MemorySaver, START, END } from "@langchain/langgraph";
  import { BaseChatModel } from "@langchain/core/language_models/chat_models";
  import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
  import { ChatGenerationChunk } from "@langchain/core/outputs";
  class Speaker extends BaseChatModel {
    constructor(private readonly words: string[], private readonly call?: string) { super({}); }
    _llmType() { return "speaker"; }
    bindTools() { return this; }
    async _generate(): Promise<never> { throw new Error("It was not asked to stream."); }
    async *_streamResponseChunks(messages: any[], _options: any, run?: any) {
      const calls = this.call !== undefined && !messages.some((message) => message.getType() === "tool");
      for (const [index, word] of this.words.entries()) {
        await scheduler.wait(1);
        const isLast = index === this.words.length - 1;
        const chunk = new ChatGenerationChunk({ text: word, message: new AIMessageChunk({
          content: word, ...(isLast && { usage_metadata: { input_tokens: 4, output_tokens: 3, total_tokens: 7 } }),
          ...(isLast && calls && { tool_call_chunks: [{ id: "c", name: this.call, args: "{}", index: 0, type: "tool_call_chunk" }] }) }) });
        yield chunk;
        await run?.handleLLMNewToken(word, undefined, undefined, undefined, undefined, { chunk });
      }
    }
  }
  const model = (...words: string[]) => new Speaker(words);
  const says = (...words: string[]) => async ({ messages }: typeof MessagesAnnotation.State) => ({ messages: [await model(...words).invoke(messages)] });
  const builder = new StateGraph(MessagesAnnotation);
`;

const streams: Record<string, [graph: string, deltas: string[], tokens: number]> = {
  "A_graph_streams_what_its_last_model_says_and_not_what_the_one_before_it_said": [
    `export const graph = builder.addNode("route", async ({ messages }) => { await model("bil", "ling").invoke(messages); return {}; }).addNode("answer", says("It ", "is ", "paid.")).addEdge(START, "route").addEdge("route", "answer").addEdge("answer", END).compile();`,
    ["It ", "is ", "paid."], 7],
  "A_graph_that_changes_what_its_model_said_says_the_rest_of_it_in_the_end": [
    `export const graph = builder.addNode("answer", async ({ messages }) => ({ messages: [new AIMessage((await model("It ", "is ").invoke(messages)).text + "paid.")] })).addEdge(START, "answer").addEdge("answer", END).compile();`,
    ["It ", "is ", "paid."], 5],
  "Models_of_a_graph_that_speak_at_the_same_time_are_heard_one_after_the_other": [
    `export const graph = builder.addNode("a", says("a", "b", "c")).addNode("b", says("1", "2", "3")).addEdge(START, "a").addEdge(START, "b").addEdge("a", END).addEdge("b", END).compile();`,
    ["a", "b", "c", "\n\n", "123"], 14],
  "An_agent_of_langchain_streams_what_its_model_says_before_and_after_a_tool": [
    `export default createAgent({ model: new Speaker(["It ", "is ", "so."], "look"), tools: [tool(() => "seen", { name: "look", description: "looks" })] });`,
    ["It ", "is ", "so.", "\n\n", "It ", "is ", "so."], 14],
};

for (const [name, [graph, deltas, tokens]] of Object.entries(streams)) {
  test(name, async () => {
    const script = await AgentScript.start(bundle(speaking + graph));
    try {
      const events = await script.streamed("hello");
      assert.deepEqual(events.filter((event) => event.name === "delta").map((event) => (event.data as { text: string }).text), deltas, JSON.stringify(events));
      assert.equal((events.find((event) => event.name === "usage")!.data as { usage: { tokens: number } }).usage.tokens, tokens);
      assert.equal(events.at(-1)!.name, "done");
    } finally {
      await script.stop();
    }
  });
}

test("A_graph_that_waits_for_somebody_streams_the_state_that_it_waits_in", async () => {
  const script = await AgentScript.start(bundle(`${speaking}
    export const graph = builder.addNode("ask", () => { interrupt("May I?"); return {}; }).addEdge(START, "ask").addEdge("ask", END).compile({ checkpointer: new MemorySaver() });`));
  try {
    const whole = (await script.invoke("hello")).json;
    const events = await script.streamed("hello");
    assert.equal(events.filter((event) => event.name === "delta").map((event) => (event.data as { text: string }).text).join(""), whole.text);
    assert.equal(whole.text, "May I?");
  } finally {
    await script.stop();
  }
});

test("A_graph_that_waits_for_somebody_asks_and_goes_on_with_what_the_next_message_says", async () => {
  const script = await AgentScript.start(bundle(`${speaking}
    const asks = () => { const told = interrupt({ question: "May I?" }) as any; return { messages: [new AIMessage(told.may ? "I did for " + told.may : "I did not: " + told)] }; };
    export const graph = builder.addNode("ask", asks).addEdge(START, "ask").addEdge("ask", END).compile({ checkpointer: new MemorySaver() });`));
  try {
    for (const [told, does] of [["no", "I did not: no"], ['{"may": "you"}', "I did for you"], ["{half", "I did not: {half"]] as const) {
      const { sessionId, json } = await script.invoke("hello");
      assert.deepEqual([json.text, json.data], ['{"question":"May I?"}', { question: "May I?" }]);
      assert.equal((await script.invoke({ sessionId, prompt: told })).json.text, does);
      // It waits no more.
      assert.deepEqual((await script.invoke({ sessionId, prompt: "again" })).json.data, { question: "May I?" });
      const events = await script.streamed({ sessionId, prompt: told });
      assert.equal(events.filter((event) => event.name === "delta").map((event) => (event.data as { text: string }).text).join(""), does);
    }
  } finally {
    await script.stop();
  }
});

test("Of_a_graph_that_says_nothing_the_rest_of_its_state_is_the_answer_and_never_what_its_caller_said", async () => {
  const script = await AgentScript.start(bundle(`${speaking}
    import { Annotation } from "@langchain/langgraph";
    const State = Annotation.Root({ ...MessagesAnnotation.spec, report: Annotation<string>() });
    const silent = new StateGraph(State).addNode("work", ({ messages }) => (messages.at(-1)!.text === "report" ? { report: "all is well" } : {}));
    export const graph = silent.addEdge(START, "work").addEdge("work", END).compile();`));
  try {
    const reported = (await script.invoke("report")).json;
    assert.deepEqual([reported.text, reported.data], ['{"report":"all is well"}', { report: "all is well" }]);
    assert.equal((await script.invoke("nothing")).json.text, "");
  } finally {
    await script.stop();
  }
});
