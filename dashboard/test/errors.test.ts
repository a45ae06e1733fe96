import { describe, expect, it, vi } from 'vitest';
import { changeAgent } from '@/agents/change';
import { ApiError, nextStep } from '@/api/errors';
import { call, keyFor, urlOf } from '@/api/client';
import { reached } from '@/api/connection';
import { loadConfig } from '@/config';
import { agent, serve } from './page';

describe('ApiError', () => {
  it('reads the envelope with its trace, problems and limit', async () => {
    const body = { error: { code: 'LIMIT_EXCEEDED', message: 'Used up.', retryable: false, traceId: 'abc', limit: { name: 'requestsPerMonth', used: 10, allowed: 10 } } };

    const error = await ApiError.ofResponse(new Response(JSON.stringify(body), { status: 402, headers: { 'Retry-After': '30' } }));

    expect(error).toMatchObject({ code: 'LIMIT_EXCEEDED', message: 'Used up.', status: 402, traceId: 'abc', retryAfterSeconds: 30 });
    expect(nextStep(error)).toContain('Billing');
  });

  it('makes sense of an answer that something else gave', async () => {
    const error = await ApiError.ofResponse(new Response('<html>Bad gateway</html>', { status: 502 }));

    expect(error).toMatchObject({ code: 'INTERNAL', retryable: true, status: 502 });
  });

  it('takes what fetch throws for a lost connection', () => {
    expect(ApiError.of(new TypeError('Failed to fetch'))).toMatchObject({ code: 'OFFLINE', retryable: true });
    expect(ApiError.of(new DOMException('', 'TimeoutError'))).toMatchObject({ code: 'TIMEOUT', retryable: true });
  });

  it('takes the error of a failed deployment as it is', () => {
    expect(ApiError.of({ code: 'DEPLOYMENT_FAILED', message: 'No.', retryable: false, traceId: 't' })).toMatchObject({ code: 'DEPLOYMENT_FAILED', traceId: 't' });
  });

  it('names a next step for the spend cap and for a rate', () => {
    expect(nextStep(new ApiError('LIMIT_EXCEEDED', '', 402, false, 't', [], { name: 'spendCapUsd', used: 1, allowed: 1 }))).toContain('spend cap');
    expect(nextStep(new ApiError('LIMIT_EXCEEDED', '', 402, false, 't', [], { name: 'requestsPerMonth', used: 1, allowed: 1, resetsAt: '2026-12-01T00:00:00Z' }))).toContain('resets');
    expect(nextStep(new ApiError('LIMIT_EXCEEDED', '', 402, false, 't'))).toBe('Choose a larger plan under Billing.');
    expect(nextStep(new ApiError('RATE_LIMITED', '', 429, true, 't', [], undefined, 3))).toContain('3 s');
  });
});

describe('a call that gets no answer', () => {
  it('is told apart: a reading is tried again, and a change may have been made', async () => {
    const lost = () => Promise.reject(new TypeError('Failed to fetch'));
    serve({ 'GET /v1/me': lost, 'DELETE /v1/billing/alerts': lost, 'GET /healthz': {} });
    await loadConfig();

    const reading = await call('GET /v1/me').catch(ApiError.of);
    const change = await call('DELETE /v1/billing/alerts').catch(ApiError.of);
    reached();

    expect(nextStep(reading as ApiError)).toContain('We keep trying');
    expect(change).toMatchObject({ code: 'UNANSWERED', message: 'The control plane can’t be reached.' });
    expect(nextStep(change as ApiError)).toBe('It may have been done all the same: look first, then try again.');
  });
});

describe('a change without a connection', () => {
  it('was not made, and is said not to have been', async () => {
    serve({ 'DELETE /v1/billing/alerts': () => Promise.reject(new TypeError('Failed to fetch')), 'GET /healthz': {} });
    await loadConfig();
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);

    const change = await call('DELETE /v1/billing/alerts').catch(ApiError.of);
    reached();

    expect(change).toMatchObject({ code: 'UNSENT' });
    expect(nextStep(change as ApiError)).toBe('Nothing was changed. Try again when the connection is back.');
  });

  it('nor was one that would have been compared first', async () => {
    const change = vi.fn();
    serve({ 'GET /v1/agents/agt_1': () => Promise.reject(new TypeError('Failed to fetch')), 'PATCH /v1/agents/agt_1': change, 'GET /healthz': {} });
    await loadConfig();

    const failed = await changeAgent({ before: agent, body: { name: 'other' }, part: ({ name }) => name, called: 'name was' }).catch(ApiError.of);
    reached();

    expect(nextStep(failed as ApiError)).toBe('Nothing was changed. Try again when the connection is back.');
    expect(change).not.toHaveBeenCalled();
  });
});

describe('urlOf', () => {
  it('escapes what stands in a path and leaves out what is not asked', () => {
    expect(urlOf('/v1/agents/{agentId}/logs', { agentId: 'a/b?c' }, { text: 'x & y', level: undefined, cursor: '', limit: 5 })).toBe('/v1/agents/a%2Fb%3Fc/logs?text=x+%26+y&limit=5');
  });
});

describe('keyFor', () => {
  it('stays the same for the same thing and changes with it', () => {
    const kept = { current: undefined };

    const one = keyFor(kept, { name: 'a' });

    expect(keyFor(kept, { name: 'a' })).toEqual(one);
    expect(keyFor(kept, { name: 'b' })).not.toEqual(one);
  });
});
