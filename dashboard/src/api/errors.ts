import type { ErrorEnvelope } from './schema';

type Envelope = ErrorEnvelope['error'];
/** UNANSWERED: a change that was asked for, and of which nobody knows here whether it was made. UNSENT: one that was not even asked for. */
export type ErrorCode = Envelope['code'] | 'OFFLINE' | 'TIMEOUT' | 'UNANSWERED' | 'UNSENT';

/** A call that did not succeed: what happened, how to find it in the logs, and what to do next. */
export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly status: number,
    readonly retryable: boolean,
    readonly traceId?: string,
    readonly problems: { path: string; message: string }[] = [],
    readonly limit?: NonNullable<Envelope['limit']>,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  static ofEnvelope(error: Envelope, status = 0, retryAfterSeconds?: number): ApiError {
    return new ApiError(error.code, error.message, status, error.retryable, error.traceId, error.problems ?? [], error.limit ?? undefined, retryAfterSeconds);
  }

  static async ofResponse(response: Response): Promise<ApiError> {
    const after = Number(response.headers.get('Retry-After'));
    const retryAfter = Number.isFinite(after) && after > 0 ? after : undefined;
    const body = await response.text().catch(() => '');
    const envelope = parse(body);
    if (envelope) return ApiError.ofEnvelope(envelope, response.status, retryAfter);
    return new ApiError('INTERNAL', `The server answered ${response.status}${response.statusText ? ` ${response.statusText}` : ''}.`, response.status, response.status >= 500, undefined, [], undefined, retryAfter);
  }

  static offline(): ApiError {
    return new ApiError('OFFLINE', 'The control plane can’t be reached.', 0, true);
  }

  static unanswered({ message }: ApiError): ApiError {
    return new ApiError('UNANSWERED', message, 0, true);
  }

  static unsent(message = 'You are offline.'): ApiError {
    return new ApiError('UNSENT', message, 0, true);
  }

  static of(error: unknown): ApiError {
    if (error instanceof ApiError) return error;
    if (isEnvelope(error)) return ApiError.ofEnvelope(error);
    if (error instanceof DOMException && error.name === 'TimeoutError') return new ApiError('TIMEOUT', 'The control plane did not answer in time.', 0, true);
    if (error instanceof TypeError) return ApiError.offline();
    return new ApiError('INTERNAL', error instanceof Error ? error.message : String(error), 0, false);
  }
}

// A failed deployment bears its error in the same shape as an answer does.
const isEnvelope = (error: unknown): error is Envelope => typeof error === 'object' && error !== null && 'code' in error && 'retryable' in error && 'message' in error;

function parse(body: string): Envelope | undefined {
  try {
    const error = (JSON.parse(body) as Partial<ErrorEnvelope> | null)?.error;
    return error && typeof error.code === 'string' && typeof error.message === 'string' ? error : undefined;
  } catch {
    // No JSON: something between us and the control plane answered.
    return undefined;
  }
}

/** What somebody can do about an error. */
export function nextStep(error: ApiError): string {
  switch (error.code) {
    case 'OFFLINE':
      return 'We keep trying to reach it; nothing you see here is lost.';
    case 'TIMEOUT':
      return 'Try again; nothing you see here is lost.';
    case 'UNANSWERED':
      return 'It may have been done all the same: look first, then try again.';
    case 'UNSENT':
      return 'Nothing was changed. Try again when the connection is back.';
    case 'UNAUTHENTICATED':
      return 'Sign in again.';
    case 'UNAUTHORIZED':
      return 'Your account may not do this. Look at your plan, or ask who runs this installation.';
    case 'NOT_FOUND':
      return 'It may have been deleted. Go back to the list.';
    case 'INVALID_REQUEST':
      return error.problems.length > 0 ? 'Correct what is named and try again.' : 'Correct it and try again.';
    case 'CONFLICT':
      return 'Something changed meanwhile. Reload and try again.';
    case 'LIMIT_EXCEEDED':
      if (error.limit?.name === 'spendCapUsd') return 'Raise your spend cap under Billing.';
      return error.limit?.resetsAt ? 'Choose a larger plan under Billing, or wait until the limit resets.' : 'Choose a larger plan under Billing.';
    case 'RATE_LIMITED':
      return error.retryAfterSeconds ? `Try again in ${error.retryAfterSeconds} s.` : 'Wait a moment and try again.';
    case 'DEPLOYMENT_FAILED':
      return 'Read the deployment’s log below, correct the cause and deploy again.';
    case 'RUNTIME_ERROR':
      return 'Look into the agent’s logs with this trace id.';
    case 'INTERNAL':
      return error.retryable ? 'Try again. If it stays, report the trace id.' : 'Report it with the trace id.';
  }
}
