/** `context.state` and `context.messages`: what an agent keeps in its session, with limits that explain themselves. */
import type { Message, SessionMessages, SessionState } from "../types/index.js";
import type { SessionStore } from "./session-store.js";

const longestKeyBytes = 512;
const largestValueBytes = 1024 * 1024;
const largestMessageBytes = 1024 * 1024;
const roles = new Set(["system", "user", "assistant", "tool"]);
const encoder = new TextEncoder();

/** What both need of the invocation that they belong to. */
export interface StateOwner {
  invocationId: string;
  /** Counts the operation; throws once the session has been deleted under the invocation. */
  touch(): void;
}

export function sessionState(kv: SyncKvStorage, owner: StateOwner): SessionState {
  return {
    async get<T>(key: string) {
      owner.touch();
      return kv.get<T>(checkedKey(key));
    },
    async set(key, value) {
      owner.touch();
      checkedKey(key);
      if (value === undefined) throw new TypeError(`state.set("${key}", undefined): use state.delete("${key}").`);
      checkSize(key, value);
      try {
        kv.put(key, value);
      } catch (error) {
        throw new TypeError(`state.set("${key}"): the value can't be stored: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    async delete(key) {
      owner.touch();
      return kv.delete(checkedKey(key));
    },
    async list<T>(prefix = "") {
      owner.touch();
      if (typeof prefix !== "string") throw new TypeError("state.list: the prefix must be text.");
      return new Map(kv.list<T>({ prefix }));
    },
  };
}

export function sessionMessages(store: SessionStore, owner: StateOwner): SessionMessages {
  return {
    async list() {
      owner.touch();
      return store.messages();
    },
    async append(...messages) {
      owner.touch();
      store.append(owner.invocationId, messages.map(checkedMessage));
    },
  };
}

function checkedKey(key: unknown): string {
  if (typeof key !== "string" || key === "") throw new TypeError("A state key must be text that isn't empty.");
  if (encoder.encode(key).byteLength > longestKeyBytes) throw new RangeError(`A state key may have at most ${longestKeyBytes} bytes: "${key.slice(0, 40)}…".`);
  return key;
}

/** Measures text and bytes exactly and plain JSON by its text; what else can be cloned is left to the storage's own limit. */
function checkSize(key: string, value: unknown): void {
  let bytes = 0;
  if (typeof value === "string") bytes = encoder.encode(value).byteLength;
  else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) bytes = value.byteLength;
  else {
    try {
      bytes = encoder.encode(JSON.stringify(value) ?? "").byteLength;
    } catch {
      return; // circular, or with a bigint: not JSON, but it can be cloned
    }
  }
  if (bytes > largestValueBytes) throw new RangeError(`state.set("${key}"): the value has ${bytes} bytes; at most ${largestValueBytes} are allowed.`);
}

function checkedMessage(message: Message, index: number): Message {
  const { role, content } = (message ?? {}) as Partial<Message>;
  if (typeof role !== "string" || !roles.has(role)) throw new TypeError(`messages.append: message ${index} needs a role: system, user, assistant or tool.`);
  if (typeof content !== "string") throw new TypeError(`messages.append: message ${index} needs a content of text.`);
  if (encoder.encode(content).byteLength > largestMessageBytes) throw new RangeError(`messages.append: message ${index} is larger than ${largestMessageBytes} bytes.`);
  return { role, content };
}
