/** Starts real workerd with a generated configuration, and stops it. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const binary = join(root, "node_modules/@cloudflare/workerd-linux-64/bin/workerd");

/** Where the built shim and dispatcher are. */
export const dist = join(root, "shim-worker/dist");
export const repository = root;

/** Text of a capnp configuration: JSON escapes are capnp's too. */
export const quote = (text: string): string => JSON.stringify(text);

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
}

export class Workerd {
  #process: ChildProcess | undefined;
  /** Everything that it has written. */
  output = "";
  readonly directory = mkdtempSync(join(tmpdir(), "wh-"));

  /** @param config the whole capnp text, with a socket named `http` on `unix:s.sock` in the working directory */
  async start(config: string, files: Record<string, string> = {}): Promise<this> {
    mkdirSync(join(this.directory, "do"), { recursive: true });
    for (const [name, text] of Object.entries({ ...files, "c.capnp": config })) writeFileSync(join(this.directory, name), text);
    rmSync(this.#socket, { force: true });
    const child = spawn(binary, ["serve", "c.capnp", "--control-fd=3"], { cwd: this.directory, env: {}, stdio: ["ignore", "pipe", "pipe", "pipe"] });
    this.#process = child;
    for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      (child.stdio[3] as Readable).on("data", (chunk: Buffer) => chunk.toString().includes('"listen"') && resolve());
      child.on("exit", (code) => reject(new Error(`workerd ended with ${code}: ${this.output}`)));
      child.on("error", reject);
    });
    return this;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Ends the process; the data stays for another start. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  get #socket(): string {
    return join(this.directory, "s.sock");
  }

  /** Sends a request and gives its answer as it begins. */
  open(method: string, path: string, headers: Record<string, string> = {}, body?: string, signal?: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({ socketPath: this.#socket, method, path, headers: { host: "script", ...headers }, agent: false, ...(signal && { signal }) }, resolve);
      request.on("error", reject);
      request.end(body);
    });
  }

  async fetch(method: string, path: string, headers: Record<string, string> = {}, body?: string, signal?: AbortSignal): Promise<Answer> {
    const response = await this.open(method, path, headers, body, signal);
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk as string;
    return { status: response.statusCode!, headers: response.headers, body: text };
  }
}
