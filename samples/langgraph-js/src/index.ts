import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import type { Agent } from "@webhost/agent";

/** Triages a support ticket. The nodes are plain functions, so no model and no key is needed; put a model's call into any of them. */
const Ticket = Annotation.Root({
  text: Annotation<string>,
  topic: Annotation<"billing" | "technical" | "other">,
  urgent: Annotation<boolean>,
  draft: Annotation<string>,
  reviews: Annotation<number>({ reducer: (sum, one) => sum + one, default: () => 0 }),
  steps: Annotation<string[]>({ reducer: (all, more) => [...all, ...more], default: () => [] }),
});

const topics = { billing: /invoice|refund|charge|paid|price/i, technical: /error|crash|fail|bug|broken/i };
const answers = {
  billing: "Our accounts team looks at your invoice.",
  technical: "An engineer looks at the failure.",
  other: "Someone reads your message.",
};

const graph = new StateGraph(Ticket)
  .addNode("classify", ({ text }) => {
    const topic = topics.billing.test(text) ? "billing" : topics.technical.test(text) ? "technical" : "other";
    return { topic, urgent: /urgent|asap|immediately|!/i.test(text), steps: [`classify: ${topic}`] } as const;
  })
  .addNode("write", ({ topic, urgent, reviews }) => {
    // The first draft forgets how urgent it is; the review sends it back.
    const when = urgent && reviews > 0 ? " within the hour" : urgent ? "" : " within two days";
    return { draft: `Thank you for writing. ${answers[topic]} You hear from us${when || " soon"}.`, steps: ["write"] };
  })
  .addNode("review", ({ urgent, draft }) => {
    const isGood = !urgent || draft.includes("within the hour");
    return { reviews: 1, steps: [isGood ? "review: good" : "review: say when"] };
  })
  .addEdge(START, "classify")
  .addEdge("classify", "write")
  .addEdge("write", "review")
  .addConditionalEdges("review", ({ steps }) => (steps.at(-1) === "review: good" ? END : "write"), [END, "write"])
  .compile();

const agent: Agent = {
  async *invoke(request, context) {
    const text = request.messages.at(-1)?.content ?? "";
    const steps: string[] = [];
    let draft = "";
    for await (const update of await graph.stream({ text }, { streamMode: "updates", signal: context.signal, recursionLimit: 10 })) {
      for (const [node, change] of Object.entries(update as Record<string, Partial<typeof Ticket.State>>)) {
        context.log.debug("node", node);
        steps.push(...(change.steps ?? []));
        draft = change.draft ?? draft;
      }
    }
    yield draft;
    yield { data: { steps } };
  },
};

export default agent;
