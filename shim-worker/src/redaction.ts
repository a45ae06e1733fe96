/** Keeps the values of secrets out of log lines and error messages. */
import type { Config } from "./bindings.js";

const mark = "[redacted]";
/** Shorter values ("true", "prod") would blank out ordinary words. */
const shortestSecret = 6;

export type Redact = (text: string) => string;

/** A function that replaces every given value, also in its JSON-escaped and URL-encoded forms. */
export function redactor(values: Iterable<string>): Redact {
  const needles = new Set<string>();
  for (const value of values) {
    if (value.length < shortestSecret) continue;
    needles.add(value).add(JSON.stringify(value).slice(1, -1)).add(safelyEncoded(value));
  }
  // A value that contains another one must go first, or its rest would stay.
  const ordered = [...needles].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((result, needle) => (result.includes(needle) ? result.replaceAll(needle, mark) : result), text);
}

/** The values that must not show: the customer's secrets and the platform's own. */
export function secretValues(config: Config, variables: Record<string, string>, own: string[]): string[] {
  const values = config.secretKeys.map((key) => variables[key]).filter((value) => value !== undefined);
  return [...values, ...own];
}

function safelyEncoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value; // a lone surrogate has no URL form
  }
}
