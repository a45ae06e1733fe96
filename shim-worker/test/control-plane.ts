/** Stands in for the control plane's telemetry endpoint: checks signatures, keeps what comes, and answers as it is told. */
import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { LogLine, TelemetryEvent } from "../src/wire.js";

export interface Received {
  sentAt: string;
  events: TelemetryEvent[];
  logs: LogLine[];
  deploymentId: string;
  signatureIsRight: boolean;
  status: number;
}

/** What the control plane takes at once. */
const mostBytes = 1024 * 1024;
const mostLines = 1_000;

export class ControlPlane {
  readonly #server: Server;
  readonly #waiting = new Set<() => void>();
  /** Every report that reached it, also those that it refused. */
  readonly reports: Received[] = [];
  readonly #refusals = new Map<string, number[]>();

  constructor(private readonly secret: string) {
    this.#server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      request.on("end", () => {
        const expected = `v1=${createHmac("sha256", this.secret).update(body).digest("hex")}`;
        const report = JSON.parse(body) as Received;
        const status = Buffer.byteLength(body) > mostBytes || report.logs.length > mostLines ? 413 : this.#statusFor(report);
        this.reports.push({
          ...report,
          status,
          deploymentId: String(request.headers["x-telemetry-deployment-id"]),
          signatureIsRight: request.headers["x-telemetry-signature"] === expected && request.headers["content-type"] === "application/json",
        });
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify({ accepted: report.events.length, duplicates: 0, rejected: [] }));
        for (const check of [...this.#waiting]) check();
      });
    });
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/v1/telemetry/report`;
  }

  /** Answers the next reports of a session so, in order; afterwards with 202, as all others: those of earlier tests' sessions may still come. */
  refuse(sessionId: string, ...statuses: number[]): void {
    this.#refusals.set(sessionId, statuses);
  }

  get events(): TelemetryEvent[] {
    return this.reports.flatMap((report) => report.events);
  }

  get logs(): LogLine[] {
    return this.reports.flatMap((report) => report.logs);
  }

  /** Waits until something that came in makes the search succeed. */
  async until<T>(search: (plane: this) => T | undefined | false, withinMs = 20_000): Promise<T> {
    const found = search(this);
    if (found !== undefined && found !== false) return found;
    return await new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`nothing like it came: ${JSON.stringify(this.reports).slice(-3_000)}`));
      }, withinMs);
      const check = () => {
        const now = search(this);
        if (now === undefined || now === false) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(now);
      };
      this.#waiting.add(check);
    });
  }

  event(invocationId: string): Promise<TelemetryEvent> {
    return this.until((plane) => plane.events.find((event) => event.eventId === invocationId));
  }

  log(message: string | RegExp): Promise<LogLine> {
    return this.until((plane) => plane.logs.find((line) => (typeof message === "string" ? line.message === message : message.test(line.message))));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #statusFor({ events, logs }: Pick<Received, "events" | "logs">): number {
    const refused = [...events, ...logs].find(({ sessionId }) => this.#refusals.has(sessionId ?? ""));
    return this.#refusals.get(refused?.sessionId ?? "")?.shift() ?? 202;
  }
}
