/** The dispatcher Worker, in workerd, with a stand-in for the dispatch namespace that calls a server here. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dist, quote, Workerd } from "./workerd.js";

/** Behaves like a dispatch namespace: errors come from the script's fetch, not from get. */
const namespace = `
export default (env) => ({
  get(name, args, options) {
    return {
      async fetch(request) {
        if (name === "missing") throw new Error("Worker not found.");
        if (name === "spinning") throw new Error("Worker exceeded CPU time limit.");
        if (name === "broken") throw new Error("Something with internals at /srv/x.js:1");
        const headers = new Headers(request.headers);
        headers.set("x-script", name);
        headers.set("x-limits", JSON.stringify(options.limits));
        headers.set("x-args", JSON.stringify(args));
        return await env.backend.fetch(new Request(request, { headers, signal: request.signal }));
      },
    };
  },
});`;

const key = "0123456789abcdef0123456789abcdef";
const allowed = { "x-webhost-dispatch-key": key };

let server: Server;
let workerd: Workerd;
let handle: (request: IncomingMessage, response: ServerResponse) => void;

before(async () => {
  server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  workerd = await new Workerd().start(
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  extensions = [(modules = [(name = "test:namespace", internal = true, esModule = ${quote(namespace)})])],
  services = [(name = "main", worker = .w), (name = "backend", external = (address = "127.0.0.1:${port}", http = ()))],
  sockets = [(name = "http", address = "unix:s.sock", http = (), service = "main")] );
const w :Workerd.Worker = (
  modules = [(name = "dispatcher.js", esModule = embed "dispatcher.js")],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "DISPATCHER", wrapped = (moduleName = "test:namespace", innerBindings = [(name = "backend", service = "backend")])),
    (name = "CPU_MS", text = "30000"), (name = "SUBREQUESTS", text = "50"), (name = "DISPATCH_KEY", text = "${key}") ] );`,
    { "dispatcher.js": readFileSync(join(dist, "dispatcher.js"), "utf8") });
});
after(async () => {
  await workerd.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const call = (method: string, path: string, headers: Record<string, string> = {}, body?: string) => workerd.fetch(method, path, { ...allowed, ...headers }, body);

test("Nobody_but_the_control_plane_is_let_in_and_what_it_proves_itself_with_goes_no_further", async () => {
  handle = (request, response) => response.end(JSON.stringify(request.headers));
  for (const headers of [{}, { "x-webhost-dispatch-key": "" }, { "x-webhost-dispatch-key": key.replace("0", "1") }, { "x-webhost-dispatch-key": key.slice(1) }]) {
    const answer = await workerd.fetch("GET", "/wh-1/x", headers);
    assert.deepEqual([answer.status, answer.headers["x-webhost-error"]], [401, "unauthenticated"]);
  }
  const answer = await call("GET", "/wh-1/x");
  assert.equal(answer.status, 200);
  assert.ok(!answer.body.includes(key));
});

test("A_call_reaches_its_script_with_method_path_query_headers_body_and_limits", async () => {
  handle = (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => response.writeHead(418, { "x-answer": "yes" }).end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body })));
  };
  const answer = await call("PUT", "/wh-12345678-agt-1/__webhost/sessions/a%3Ab?x=1&y=%2F", { "x-webhost-signature": "v1=abc", traceparent: "00-1-2-01" }, "the body");
  assert.equal(answer.status, 418);
  assert.equal(answer.headers["x-answer"], "yes");
  const seen = JSON.parse(answer.body) as { method: string; url: string; headers: Record<string, string>; body: string };
  assert.deepEqual([seen.method, seen.url, seen.body], ["PUT", "/__webhost/sessions/a%3Ab?x=1&y=%2F", "the body"]);
  assert.deepEqual([seen.headers["x-script"], seen.headers["x-webhost-signature"], seen.headers["traceparent"]], ["wh-12345678-agt-1", "v1=abc", "00-1-2-01"]);
  assert.deepEqual(JSON.parse(seen.headers["x-limits"]!), { cpuMs: 30000, subRequests: 50 });
});

test("A_missing_script_is_not_found_and_says_so_in_a_header", async () => {
  for (const path of ["/missing/x", "/", "/Upper/x", "/a..b/x", "/-a/x"]) {
    const answer = await call("GET", path);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.headers["x-webhost-error"], "worker-not-found");
    assert.deepEqual(JSON.parse(answer.body), { error: { code: "NOT_FOUND", message: "There is no such agent.", retryable: false } });
  }
});

test("Failures_of_a_script_are_told_apart_without_their_internals", async () => {
  const spinning = await call("GET", "/spinning/x");
  assert.deepEqual([spinning.status, spinning.headers["x-webhost-error"]], [502, "worker-limit"]);
  assert.equal((JSON.parse(spinning.body) as { error: { class: string } }).error.class, "limit");
  const broken = await call("GET", "/broken/x");
  assert.deepEqual([broken.status, broken.headers["x-webhost-error"]], [502, "worker-exception"]);
  assert.ok(!broken.body.includes("/srv"));
});

test("Redirects_of_a_script_are_passed_on", async () => {
  handle = (_, response) => response.writeHead(302, { location: "https://example.com/" }).end();
  const answer = await call("GET", "/wh-1/x");
  assert.deepEqual([answer.status, answer.headers.location], [302, "https://example.com/"]);
});

test("A_stream_passes_as_it_is_written_and_a_caller_that_leaves_is_heard_behind", async () => {
  let leave: () => void = () => {};
  const left = new Promise<void>((resolve) => (leave = resolve));
  handle = (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\n\n");
    response.on("close", leave);
  };
  const response = await workerd.open("GET", "/wh-1/stream", allowed);
  const chunk = await new Promise<Buffer>((resolve) => response.once("data", resolve));
  assert.equal(chunk.toString(), "data: first\n\n");
  response.destroy();
  await left;
});
