/** The context that an agent's code gets. */
import type { Context } from "../types/index.js";
import type { Platform } from "./bindings.js";
import { safeFormat, type LogScope } from "./logs.js";
import type { Invocation } from "./request.js";
import type { SessionStore } from "./session-store.js";
import { sessionMessages, sessionState, type StateOwner } from "./state.js";
import type { Turn } from "./turn.js";
import type { LogLevel } from "./wire.js";

export interface ContextParts {
  platform: Platform;
  invocation: Invocation;
  turn: Turn;
  scope: LogScope;
  store: SessionStore;
  kv: SyncKvStorage;
  owner: StateOwner;
  waitUntil: (promise: Promise<unknown>) => void;
}

export function createContext({ platform, invocation, turn, scope, store, kv, owner, waitUntil }: ContextParts): Context {
  const write = (level: LogLevel) => (...values: unknown[]) => scope.write(level, "log", safeFormat(values));
  return {
    agentId: platform.config.agentId,
    deploymentId: platform.signer.deploymentId,
    sessionId: invocation.sessionId,
    invocationId: invocation.invocationId,
    traceId: invocation.traceId,
    env: platform.variables,
    messages: sessionMessages(store, owner),
    state: sessionState(kv, owner),
    usage: { add: (usage) => turn.meter.add(usage) },
    log: { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") },
    signal: turn.signal,
    waitUntil: (promise) => waitUntil(Promise.resolve(promise).catch((error: unknown) => scope.exception(error))),
  };
}
