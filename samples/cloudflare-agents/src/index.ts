import type { InvokeRequest } from "@webhost/agent";
import { Agent, routeAgentRequest } from "agents";

interface Reminder {
  text: string;
  dueAt: number;
}

interface State {
  pending: Reminder[];
  delivered: Reminder[];
}

/** Keeps reminders. Each session is an instance of its own, with its own state and its own alarm. */
export class Reminders extends Agent<Record<string, unknown>, State> {
  override initialState: State = { pending: [], delivered: [] };

  /** The platform's call: the request of `webhost invoke` as JSON. */
  override async onRequest(request: Request): Promise<Response> {
    if (request.method !== "POST") return Response.json(this.state);
    const { messages } = (await request.json()) as InvokeRequest;
    const text = await this.answer(messages.at(-1)?.content ?? "");
    return Response.json({ text, data: this.state });
  }

  async answer(prompt: string): Promise<string> {
    const [, seconds, what] = /^\s*remind me in (\d+) ?s(?:econds?)? to (.+)$/i.exec(prompt) ?? [];
    if (seconds !== undefined && what !== undefined) return await this.remind(Number(seconds), what.trim());

    const { pending, delivered } = this.state;
    if (pending.length + delivered.length === 0) return "No reminders yet. Say: remind me in 5 seconds to stretch";
    return [...delivered.map(({ text }) => `done: ${text}`), ...pending.map(({ text, dueAt }) => `due ${new Date(dueAt).toISOString()}: ${text}`)].join("\n");
  }

  async remind(seconds: number, text: string): Promise<string> {
    const reminder = { text, dueAt: Date.now() + seconds * 1000 };
    await this.schedule(seconds, "deliver", reminder);
    this.setState({ ...this.state, pending: [...this.state.pending, reminder] });
    return `I will, in ${seconds} s.`;
  }

  /** Runs when the alarm rings, also when nobody has called since. */
  deliver(reminder: Reminder): void {
    console.log("reminder:", reminder.text);
    const isOther = (other: Reminder) => other.text !== reminder.text || other.dueAt !== reminder.dueAt;
    this.setState({ pending: this.state.pending.filter(isOther), delivered: [...this.state.delivered, reminder] });
  }
}

export default {
  async fetch(request: Request, env: Record<string, unknown>): Promise<Response> {
    return (await routeAgentRequest(request, env)) ?? new Response("Not found", { status: 404 });
  },
};
