import type { Agent, Context } from "@webhost/agent";

/** A note pad for each session: the notes are in `context.state`, the conversation in `context.messages`. Both outlive deployments. */
const agent: Agent = {
  async invoke(request, context) {
    const [, verb = "", rest = ""] = /^\s*(\S+)\s*([\s\S]*)$/.exec(request.messages.at(-1)?.content ?? "") ?? [];
    switch (verb.toLowerCase().replace(/:$/, "")) {
      case "note":
        return await add(rest.trim(), context);
      case "notes":
        return await list(context);
      case "forget":
        return await forget(Number(rest), context);
      case "recap":
        return await recap(context);
      default:
        return "I keep notes for this session. Say: note <text>, notes, forget <number>, or recap.";
    }
  },
};

export default agent;

async function add(text: string, { state }: Context): Promise<string> {
  if (text === "") return "What shall I note? Say: note <text>.";
  const number = ((await state.get<number>("last")) ?? 0) + 1;
  await state.set(keyOf(number), text);
  await state.set("last", number);
  return `Noted as number ${number}.`;
}

async function list({ state }: Context): Promise<{ text: string; data: unknown }> {
  const notes = [...(await state.list<string>("note:"))].map(([key, text]) => ({ number: Number(key.slice("note:".length)), text }));
  const text = notes.length === 0 ? "There are no notes yet." : notes.map((note) => `${note.number}. ${note.text}`).join("\n");
  return { text, data: { notes } };
}

async function forget(number: number, { state }: Context): Promise<string> {
  if (!Number.isInteger(number) || number < 1) return "Which one? Say: forget <number>.";
  return (await state.delete(keyOf(number))) ? `Forgot number ${number}.` : `There is no note number ${number}.`;
}

/** The transcript holds every earlier message of the session, and this call's. */
async function recap({ messages }: Context): Promise<string> {
  const asked = (await messages.list()).filter((message) => message.role === "user");
  return `You have said ${asked.length} things in this session. The first was: ${asked[0]?.content ?? "nothing"}`;
}

/** Keys come back in their order as text, so the number is padded. */
const keyOf = (number: number): string => `note:${String(number).padStart(6, "0")}`;
