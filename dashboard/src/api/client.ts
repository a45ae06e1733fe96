import { config } from '@/config';
import { accessToken, accountIsGone, refused } from '@/identity/session';
import { reached, unreachable } from './connection';
import { ApiError } from './errors';
import type { Operations } from './schema';

type Through = (url: string, what: RequestInit) => Promise<Response>;

export type OperationName = keyof Operations;

type PathOf<O extends OperationName> = [Operations[O]['path']] extends [never] ? { path?: undefined } : { path: Record<Operations[O]['path'] & string, string> };
type QueryOf<O extends OperationName> = [Operations[O]['query']] extends [never] ? { query?: undefined } : { query?: Partial<Record<Operations[O]['query'] & string, string | number | undefined>> };
type BodyOf<O extends OperationName> = Operations[O]['body'] extends undefined ? { body?: undefined } : { body: Operations[O]['body'] };

export type CallArguments<O extends OperationName> = PathOf<O> & QueryOf<O> & BodyOf<O> & { signal?: AbortSignal; headers?: Record<string, string>; timeoutMs?: number; through?: Through };

const defaultTimeout = 30_000;

/** Calls an operation of the API as it is described; a call that fails throws an ApiError. */
export async function call<O extends OperationName>(operation: O, ...[args]: Record<string, never> extends CallArguments<O> ? [CallArguments<O>?] : [CallArguments<O>]): Promise<Operations[O]['answer']> {
  const response = await send(operation, args as LooseArguments);
  if (response.status === 204) return undefined as Operations[O]['answer'];
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Operations[O]['answer'];
}

interface LooseArguments {
  path?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** 0: as long as it takes. */
  timeoutMs?: number;
  /** What sends it in fetch's place. */
  through?: Through;
}

/** The same for answers that are no JSON: streams and files. */
export async function send(operation: OperationName, args: LooseArguments = {}): Promise<Response> {
  const response = await attempt(operation, args);
  if (isOfDeletedAccount(response)) accountIsGone();
  else if (response.status === 401 && (await refused())) return checked(await attempt(operation, args));
  return checked(response);
}

const isOfDeletedAccount = ({ status, headers }: Response): boolean => status === 401 && (headers.get('WWW-Authenticate')?.includes('account="deleted"') ?? false);

/** The same for an address that the API itself has named, relative to it. */
export async function sendTo(method: 'GET', address: string, args: Omit<LooseArguments, 'path' | 'query'> = {}): Promise<Response> {
  const url = new URL(address, `${config().apiBaseUrl}/`);
  // The token goes nowhere but to the API.
  if (url.origin !== new URL(config().apiBaseUrl).origin) throw new ApiError('INTERNAL', 'The address is not one of the API.', 0, false);
  return checked(await request(method, url.href, args));
}

function attempt(operation: OperationName, { path, query, ...rest }: LooseArguments): Promise<Response> {
  const [method, template] = operation.split(' ') as [string, string];
  return request(method, config().apiBaseUrl + urlOf(template, path, query), rest);
}

async function request(method: string, url: string, { body, signal, headers, timeoutMs = defaultTimeout, through = fetch }: Omit<LooseArguments, 'path' | 'query'>): Promise<Response> {
  const token = await accessToken();
  let sent = true;
  const signals = [signal, timeoutMs > 0 ? AbortSignal.timeout(timeoutMs) : undefined].filter((given) => given !== undefined);
  try {
    const what: RequestInit = {
      method,
      headers: {
        Accept: 'application/json',
        ...(body !== undefined && !(body instanceof Blob) && { 'Content-Type': 'application/json' }),
        ...(token && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: body instanceof Blob ? body : JSON.stringify(body) }),
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
      cache: 'no-store',
      credentials: 'omit',
    };
    sent = navigator.onLine;
    const response = await through(url, what);
    reached();
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    const failure = ApiError.of(error);
    if (failure.code === 'OFFLINE') unreachable();
    throw method === 'GET' ? failure : sent ? ApiError.unanswered(failure) : ApiError.unsent();
  }
}

export function urlOf(template: string, path: Record<string, string> = {}, query: Record<string, string | number | undefined> = {}): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const search = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]])));
  return search.size > 0 ? `${filled}?${search}` : filled;
}

async function checked(response: Response): Promise<Response> {
  if (!response.ok) throw await ApiError.ofResponse(response);
  return response;
}

/** A key under which a call that makes or charges something is served once, however often it is sent. */
export const idempotencyKey = (): Record<string, string> => ({ 'Idempotency-Key': crypto.randomUUID() });

/** The same key for as long as the same thing is asked for: a call whose answer was lost can be made again without a second effect. */
export function keyFor(kept: { current: { body: string; key: string } | undefined }, body: unknown): Record<string, string> {
  const text = JSON.stringify(body);
  if (kept.current?.body !== text) kept.current = { body: text, key: crypto.randomUUID() };
  return { 'Idempotency-Key': kept.current.key };
}
