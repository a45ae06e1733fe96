/** The few Node.js APIs of the Workers runtime that the shim uses. */
declare module "node:async_hooks" {
  export class AsyncLocalStorage<T> {
    run<R>(store: T, callback: () => R): R;
    getStore(): T | undefined;
  }
}

declare module "node:util" {
  export function format(...values: unknown[]): string;
}

declare const process: { env: Record<string, string | undefined> } | undefined;
