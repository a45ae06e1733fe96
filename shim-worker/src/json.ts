/**
 * JSON that every reader takes. A JavaScript string may hold half a character (an emoji that was cut in two); `JSON.stringify` writes it as an escape
 * that readers in other languages refuse, and with it the whole document.
 */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  // Escapes of this kind stand for halves only; an escaped backslash before the same letters is taken as what it is.
  return json.includes("\\ud") ? json.replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (escape) => (escape === "\\\\" ? escape : "\ufffd")) : json;
}

/** A JSON answer. */
export const jsonResponse = (value: unknown, status = 200): Response => new Response(toJson(value), { status, headers: { "content-type": "application/json" } });
