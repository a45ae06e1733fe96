// The main module of the boot that validates an upload: loads the script as it is and tells what it exports.
import * as script from "{{MAIN}}";
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
export * from "{{MAIN}}";

const events = ["fetch", "scheduled", "queue", "email", "tail", "tailStream", "trace", "alarm", "test", "connect"];
const handlers = (value) => events.filter((name) => typeof value?.[name] === "function");

function describe(value) {
  if (typeof value !== "function") return { kind: "object", handlers: handlers(value) };
  if (value.prototype instanceof DurableObject) return { kind: "durable-object", handlers: handlers(value.prototype) };
  if (value.prototype instanceof WorkerEntrypoint) return { kind: "entrypoint", handlers: handlers(value.prototype) };
  return { kind: "class", handlers: handlers(value.prototype) };
}

export default {
  fetch() {
    return Response.json(Object.entries(script).map(([name, value]) => ({ name, ...describe(value) })));
  },
};
