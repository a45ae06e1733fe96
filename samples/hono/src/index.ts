import type { FetchContext, InvokeRequest } from "@webhost/agent";
import { Hono } from "hono";
import { streamText } from "hono/streaming";

/** The platform calls any module that exports a `fetch` handler, such as a Hono app, with `POST /invoke`. */
const app = new Hono();

app.post("/invoke", async (c) => {
  const request = await c.req.json<InvokeRequest>();
  const prompt = request.messages.at(-1)?.content.trim() ?? "";
  if (prompt === "") return c.json({ error: "Ask me something: the prompt is empty." }, 400);

  const { webhost } = c.executionCtx as unknown as FetchContext;
  const visits = ((await webhost.state.get<number>("visits")) ?? 0) + 1;
  await webhost.state.set("visits", visits);

  if (!request.stream) return c.json({ text: reply(prompt, visits), data: { visits } });
  return streamText(c, async (stream) => {
    for (const word of reply(prompt, visits).split(/(?<=\s)/)) await stream.write(word);
  });
});

app.notFound((c) => c.json({ error: `There is no ${c.req.path} here.` }, 404));

export default app;

const reply = (prompt: string, visits: number): string => `Visit ${visits} of this session. Backwards that is: ${[...prompt].reverse().join("")}`;
