/** Goes on with a graph of LangGraph that waits for somebody. */
import type { InvokeRequest } from "../types/index.js";

/** What LangGraph's own `Command` is to it, whichever copy of it a bundle holds: it knows one by this member, on an object that is no plain one. */
class Command {
  readonly lg_name = "Command";
  readonly goto = [];

  constructor(readonly resume: unknown) {}
}

/**
 * What a graph is called with that waits; undefined when it does not. The caller's last message is what it is told: its text, or where that is the JSON of an object
 * or a list, that. Of several that wait at once, each is told the same.
 */
export function resumption(interrupts: string[], request: InvokeRequest): Command | undefined {
  const said = request.messages.at(-1);
  if (interrupts.length === 0 || said?.role !== "user") return undefined;
  const told = readTold(said.content);
  return new Command(interrupts.length === 1 ? told : Object.fromEntries(interrupts.map((id) => [id, told])));
}

function readTold(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
