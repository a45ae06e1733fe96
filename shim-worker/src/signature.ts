/** HMAC-SHA256 signatures: those of the control plane's calls, which the shim checks, and those of telemetry, which it makes. */
import { Fault } from "./errors.js";

const encoder = new TextEncoder();
const windowMs = 5 * 60_000;
const keys = new Map<string, Promise<CryptoKey>>();
/** Taken before the customer's module runs, which could put functions of its own in their place and be handed the secrets. */
const { subtle } = crypto;
const importKey = subtle.importKey.bind(subtle);
const signBytes = subtle.sign.bind(subtle);

function keyOf(secret: string): Promise<CryptoKey> {
  let key = keys.get(secret);
  if (!key) {
    key = importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    keys.set(secret, key);
  }
  return key;
}

/** Lower-case hexadecimal. */
export function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `v1=` and the lower-case hexadecimal HMAC-SHA256 of the text. */
export async function sign(secret: string, text: string): Promise<string> {
  return `v1=${hex(await signBytes("HMAC", await keyOf(secret), encoder.encode(text)))}`;
}

/** Compares two strings in a time that depends on their lengths only. */
export function equalInConstantTime(a: string, b: string): boolean {
  const left = encoder.encode(a);
  const right = encoder.encode(b);
  return left.byteLength === right.byteLength && subtle.timingSafeEqual(left, right);
}

/**
 * Reads the body of a call and proves that the control plane sent it: `X-Webhost-Signature` must be the signature of
 * `{timestamp}.{METHOD}.{path and query}.{sha256 of the body}`, and `X-Webhost-Timestamp` within five minutes.
 * @returns the body
 * @throws {Fault} UNAUTHENTICATED, without telling which part was wrong
 */
export async function verifiedBody(request: Request, secret: string, now: number): Promise<ArrayBuffer> {
  const timestamp = request.headers.get("x-webhost-timestamp") ?? "";
  const signature = request.headers.get("x-webhost-signature") ?? "";
  // The cheap checks come first, so that an unsigned body isn't even read.
  if (!/^\d{1,16}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > windowMs || !signature.startsWith("v1=")) throw unauthenticated();

  const body = await request.arrayBuffer();
  const { pathname, search } = new URL(request.url);
  const digest = hex(await subtle.digest("SHA-256", body));
  const expected = await sign(secret, `${timestamp}.${request.method}.${pathname}${search}.${digest}`);
  if (!equalInConstantTime(signature, expected)) throw unauthenticated();
  return body;
}

const unauthenticated = () => new Fault("UNAUTHENTICATED", "The request is not signed by the control plane.");
