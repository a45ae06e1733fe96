/**
 * Reports that wait to be accepted, in the session object's own SQLite: an event is stored in the same step as the completion that it tells of,
 * so that neither a crash nor an unreachable control plane loses it.
 */
import type { Signer } from "./bindings.js";
import { sendReport, type Verdict } from "./telemetry.js";
import type { Report } from "./wire.js";

const firstDelayMs = 1_000;
const longestDelayMs = 15 * 60_000;
/** A little less than the two days for which the control plane still takes an event. */
const lifetimeMs = 47 * 60 * 60_000;
const rowsPerReport = 20;
/** A little less than what the control plane takes at once. */
const bytesPerReport = 900 * 1024;
const linesPerReport = 1_000;
const mostLogOnlyRows = 60;

type Row = { id: number; endpoint: string; deployment_id: string; secret: string; body: string; attempts: number };
type Waiting = Row & { report: Report };

const encoder = new TextEncoder();

/** Waiting time before the next try: doubles from one second up to a quarter of an hour, with a random half. */
export function backOff(attempts: number, random: number): number {
  const full = Math.min(firstDelayMs * 2 ** Math.min(attempts, 20), longestDelayMs);
  return Math.round(full / 2 + (full / 2) * random);
}

export class Outbox {
  #flushing: Promise<void> | undefined;
  #again = false;

  constructor(
    private readonly sql: SqlStorage,
    private readonly send: (report: Report, signer: Signer) => Promise<Verdict> = sendReport,
  ) {}

  /** The signer is kept with the row: after the next deployment the object runs with another one. */
  static readonly table = `CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, deployment_id TEXT NOT NULL, secret TEXT NOT NULL, body TEXT NOT NULL,
    has_events INTEGER NOT NULL, created_at INTEGER NOT NULL, attempts INTEGER NOT NULL, next_attempt_at INTEGER NOT NULL)`;

  /** Stores a report; due at once. Synchronous, so it shares the transaction of what is written around it. */
  add(report: Report, signer: Signer, now: number): void {
    if (report.events.length === 0 && report.logs.length === 0) return;
    this.sql.exec(
      "INSERT INTO outbox (endpoint, deployment_id, secret, body, has_events, created_at, attempts, next_attempt_at) VALUES (?, ?, ?, ?, ?, ?, 0, ?)",
      signer.endpoint, signer.deploymentId, signer.secret, JSON.stringify(report), report.events.length > 0 ? 1 : 0, now, now);
    if (report.events.length === 0) {
      // Log lines may be lost when the control plane is away for long; events may not.
      this.sql.exec("DELETE FROM outbox WHERE has_events = 0 AND id NOT IN (SELECT id FROM outbox WHERE has_events = 0 ORDER BY id DESC LIMIT ?)", mostLogOnlyRows);
    }
  }

  /** When the next report is due; undefined when nothing waits. */
  nextAttemptAt(): number | undefined {
    return this.sql.exec<{ at: number | null }>("SELECT MIN(next_attempt_at) AS at FROM outbox").one().at ?? undefined;
  }

  /** Sends what is due. One sender runs at a time; what comes in meanwhile is sent by the same one. Never throws. */
  flush(): Promise<void> {
    if (this.#flushing) {
      this.#again = true;
      return this.#flushing;
    }
    return (this.#flushing = this.#run().finally(() => (this.#flushing = undefined)));
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      for (let rows = this.#due(); rows.length > 0; rows = this.#due()) await this.#deliver(rows);
    } while (this.#again);
  }

  /** The oldest due rows that share a signer, as many as may go together. */
  #due(): Waiting[] {
    const now = Date.now();
    this.sql.exec("DELETE FROM outbox WHERE created_at < ?", now - lifetimeMs);
    const rows = this.sql.exec<Row>(
      "SELECT id, endpoint, deployment_id, secret, body, attempts FROM outbox WHERE next_attempt_at <= ? ORDER BY id LIMIT ?", now, rowsPerReport).toArray();
    let bytes = 0;
    let lines = 0;
    const together: Waiting[] = [];
    for (const row of rows.filter((row) => row.deployment_id === rows[0]!.deployment_id && row.secret === rows[0]!.secret)) {
      const report = JSON.parse(row.body) as Report;
      bytes += encoder.encode(row.body).byteLength;
      lines += report.logs.length;
      if (together.length > 0 && (bytes > bytesPerReport || lines > linesPerReport)) break;
      together.push({ ...row, report });
    }
    return together;
  }

  async #deliver(rows: Waiting[]): Promise<void> {
    const { endpoint, deployment_id: deploymentId, secret } = rows[0]!;
    const report = { events: rows.flatMap((row) => row.report.events), logs: rows.flatMap((row) => row.report.logs) };
    const verdict = await this.send(report, { endpoint, deploymentId, secret });
    if (verdict === "tooLarge") return await this.#deliverParts(rows);
    for (const row of rows) {
      if (verdict === "settled") this.sql.exec("DELETE FROM outbox WHERE id = ?", row.id);
      else this.sql.exec("UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ? WHERE id = ?", Date.now() + backOff(row.attempts, Math.random()), row.id);
    }
  }

  /** Each by itself; of one that is still too large, the events without the lines. */
  async #deliverParts(rows: Waiting[]): Promise<void> {
    for (const row of rows) {
      const { events, logs } = row.report;
      if (rows.length > 1) await this.#deliver([row]);
      else if (events.length > 0 && logs.length > 0) await this.#deliver([{ ...row, report: { events, logs: [] } }]);
      else this.sql.exec("DELETE FROM outbox WHERE id = ?", row.id);
    }
  }
}
