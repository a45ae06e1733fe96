const largestBody = 64 * 1024;

/** An answer that ends a request early, with a message that is safe to show. */
export class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Reads a small request body as text. */
export async function readBody(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > largestBody) throw new Refusal(413, 'The request body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads a submitted form. Only this provider's own pages may submit one. */
export async function readForm(request, issuer) {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== issuer) throw new Refusal(403, 'The form was sent from another site.');
  return new URLSearchParams(await readBody(request));
}

/** Reads a JSON object; an empty body is an empty object. */
export async function readJsonBody(request) {
  const text = await readBody(request);
  try {
    const value = text === '' ? {} : JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  } catch {
    // answered below, like any other body that is not an object
  }
  throw new Refusal(400, 'The request body must be a JSON object.');
}

export function sendJson(response, status, value, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  response.end(JSON.stringify(value));
}
