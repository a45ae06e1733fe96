/** What a session keeps in its object's SQLite: its dates, its transcript, and which invocations it has seen. */
import type { Message } from "../types/index.js";
import { Outbox } from "./outbox.js";
import type { Invocation } from "./request.js";

/** Signed calls are valid for five minutes either way; a seen id is kept longer than that. */
const seenForMs = 15 * 60_000;

const tables = `
  CREATE TABLE IF NOT EXISTS session (id INTEGER PRIMARY KEY CHECK (id = 1), session_id TEXT NOT NULL, created_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, invocation_id TEXT NOT NULL, is_request INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS invocations (invocation_id TEXT PRIMARY KEY, trace_id TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, elsewhere_until INTEGER) WITHOUT ROWID;
  ${Outbox.table};`;

/** An invocation that began in an earlier life of the object and never ended. */
export interface Interrupted {
  invocationId: string;
  traceId: string;
  sessionId: string;
}

export interface SessionSummary {
  createdAt: number;
  lastUsedAt: number;
  /** Of the whole transcript. */
  messageCount: number;
  /** The newest. */
  messages: Message[];
  sizeBytes: number;
}

/** A row holds 2 MB at most, and a character takes up to three bytes: longer contents go on in further rows, whose role is empty. */
const rowCharacters = 600_000;

type MessageRow = { role: Message["role"] | ""; content: string };

export class SessionStore {
  #ready = false;

  constructor(private readonly storage: DurableObjectStorage) {}

  get #sql(): SqlStorage {
    return this.storage.sql;
  }

  /** Whether the object holds anything at all; asking leaves nothing behind. */
  exists(): boolean {
    return this.#ready || this.#sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'session'").toArray().length > 0;
  }

  /** Makes the tables where they are missing. */
  open(): void {
    if (this.#ready) return;
    this.#sql.exec(tables);
    this.#ready = true;
  }

  /**
   * Notes that an invocation starts.
   * @param elsewhereUntil for one that runs outside this object, which can't know when it dies: when it must be over at the latest
   * @returns false when this invocation has been seen before: a replay
   */
  begin(invocation: Pick<Invocation, "invocationId" | "sessionId" | "traceId">, now: number, elsewhereUntil: number | null = null): boolean {
    const inserted = this.#sql.exec(
      "INSERT INTO invocations (invocation_id, trace_id, started_at, elsewhere_until) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING invocation_id",
      invocation.invocationId, invocation.traceId, now, elsewhereUntil).toArray();
    if (inserted.length === 0) return false;
    this.#sql.exec(
      "INSERT INTO session (id, session_id, created_at, last_used_at) VALUES (1, ?, ?, ?) ON CONFLICT DO UPDATE SET last_used_at = excluded.last_used_at",
      invocation.sessionId, now, now);
    return true;
  }

  /**
   * Adds the messages of a call to the transcript. A caller that sends the whole conversation each time repeats what the session
   * already has: such a beginning isn't added again.
   */
  addRequest(invocation: Invocation): void {
    const { invocationId, messages } = invocation;
    this.#insert(invocationId, messages.slice(this.#repeated(messages)), true);
  }

  append(invocationId: string, messages: Message[]): void {
    this.#insert(invocationId, messages, false);
  }

  /** Notes that an invocation ended, with its answer where it succeeded. A call that failed leaves its request out of the transcript, so that a retry doesn't double it. */
  end(invocationId: string, answer: string | undefined, now: number): void {
    this.#sql.exec("UPDATE invocations SET ended_at = ? WHERE invocation_id = ?", now, invocationId);
    this.#sql.exec("UPDATE session SET last_used_at = MAX(last_used_at, ?)", now);
    if (answer === undefined) {
      this.#forgetRequest(invocationId);
    } else if (answer !== "" && !this.#alreadyAnswered(invocationId, answer)) {
      this.#insert(invocationId, [{ role: "assistant", content: answer }], false);
    }
  }

  /** Notes that an invocation was cut off: it is over, and the session was not used by that. */
  giveUp(invocationId: string, now: number): void {
    this.#sql.exec("UPDATE invocations SET ended_at = ? WHERE invocation_id = ?", now, invocationId);
    this.#forgetRequest(invocationId);
  }

  messages(): Message[] {
    return joined(this.#sql.exec<MessageRow>("SELECT role, content FROM messages ORDER BY id"));
  }

  /** The session as a caller may see it, with the newest messages that fit into so many bytes; undefined when it was never used. */
  summary(bytes: number): SessionSummary | undefined {
    if (!this.exists()) return undefined;
    const row = this.#sql.exec<{ created_at: number; last_used_at: number }>("SELECT created_at, last_used_at FROM session").toArray()[0];
    if (!row) return undefined;
    const { count } = this.#sql.exec<{ count: number }>("SELECT COUNT(*) AS count FROM messages WHERE role <> ''").one();
    const messages = joined(this.#sql.exec<MessageRow>("SELECT role, content FROM messages WHERE id >= ? ORDER BY id", this.#firstWithin(bytes)));
    return { createdAt: row.created_at, lastUsedAt: row.last_used_at, messageCount: count, messages, sizeBytes: this.#sql.databaseSize };
  }

  sessionId(): string | undefined {
    return this.#sql.exec<{ session_id: string }>("SELECT session_id FROM session").toArray()[0]?.session_id;
  }

  lastUsedAt(): number | undefined {
    return this.#sql.exec<{ last_used_at: number }>("SELECT last_used_at FROM session").toArray()[0]?.last_used_at;
  }

  /** The invocations that never ended, except those that run now; forgets long-finished ones. */
  interrupted(running: ReadonlySet<string>, now: number): Interrupted[] {
    this.#sql.exec("DELETE FROM invocations WHERE ended_at < ?", now - seenForMs);
    const sessionId = this.sessionId() ?? "";
    return this.#sql
      .exec<{ invocation_id: string; trace_id: string }>("SELECT invocation_id, trace_id FROM invocations WHERE ended_at IS NULL AND (elsewhere_until IS NULL OR elsewhere_until < ?)", now)
      .toArray()
      .filter((row) => !running.has(row.invocation_id))
      .map((row) => ({ invocationId: row.invocation_id, traceId: row.trace_id, sessionId }));
  }

  /** Whether an invocation is noted that hasn't ended. */
  hasUnfinished(): boolean {
    return this.#sql.exec("SELECT 1 FROM invocations WHERE ended_at IS NULL LIMIT 1").toArray().length > 0;
  }

  /** Deletes the session but keeps telemetry that hasn't been delivered. */
  clearSession(): void {
    this.#sql.exec("DELETE FROM session");
    this.#sql.exec("DELETE FROM messages");
    this.#sql.exec("DELETE FROM invocations");
    for (const [key] of this.storage.kv.list()) this.storage.kv.delete(key);
  }

  /** Deletes everything: the object is as if it had never been. */
  async destroy(): Promise<void> {
    this.#ready = false;
    await this.storage.deleteAlarm();
    await this.storage.deleteAll();
  }

  /** An agent that appended its answer itself isn't given it twice. */
  #alreadyAnswered(invocationId: string, answer: string): boolean {
    let content = "";
    // From the end, and no further back than the call itself: how long the transcript is must not matter.
    for (const row of this.#sql.exec<MessageRow & { invocation_id: string; is_request: number }>("SELECT invocation_id, is_request, role, content FROM messages ORDER BY id DESC")) {
      if (row.invocation_id !== invocationId) continue;
      if (row.is_request) return false;
      content = row.content + content;
      if (row.role !== "") return row.role === "assistant" && content === answer;
    }
    return false;
  }

  /** How many messages of a call are the whole transcript so far, said once more; 0 where they aren't. Read only as far as both agree, so how long the transcript is doesn't matter. */
  #repeated(messages: Message[]): number {
    let count = 0;
    let rest = "";
    for (const { role, content } of this.#sql.exec<MessageRow>("SELECT role, content FROM messages ORDER BY id")) {
      if (role !== "") {
        const message = messages[count++]!;
        // The last one is what is new.
        if (rest !== "" || count === messages.length || message.role !== role) return 0;
        rest = message.content;
      }
      if (!rest.startsWith(content)) return 0;
      rest = rest.slice(content.length);
    }
    return rest === "" ? count : 0;
  }

  /** The id of the oldest message that, with all that came after it, takes at most so many bytes. */
  #firstWithin(bytes: number): number {
    let first = Number.MAX_SAFE_INTEGER;
    let taken = 0;
    for (const { id, role, size } of this.#sql.exec<{ id: number; role: string; size: number }>("SELECT id, role, octet_length(content) AS size FROM messages ORDER BY id DESC")) {
      taken += size;
      if (taken > bytes) break;
      if (role !== "") first = id;
    }
    return first;
  }

  #forgetRequest(invocationId: string): void {
    this.#sql.exec("DELETE FROM messages WHERE invocation_id = ? AND is_request = 1", invocationId);
  }

  #insert(invocationId: string, messages: Message[], isRequest: boolean): void {
    for (const { role, content } of messages) {
      let from = 0;
      do {
        // Not through the middle of a character.
        const to = from + rowCharacters - (/[\ud800-\udbff]/.test(content.charAt(from + rowCharacters - 1)) ? 1 : 0);
        this.#sql.exec("INSERT INTO messages (invocation_id, is_request, role, content) VALUES (?, ?, ?, ?)", invocationId, isRequest ? 1 : 0, from === 0 ? role : "", content.slice(from, to));
        from = to;
      } while (from < content.length);
    }
  }
}

/** The messages that rows stand for. */
function joined(rows: Iterable<MessageRow>): Message[] {
  const messages: Message[] = [];
  for (const { role, content } of rows) {
    if (role === "") messages.at(-1)!.content += content;
    else messages.push({ role, content });
  }
  return messages;
}
