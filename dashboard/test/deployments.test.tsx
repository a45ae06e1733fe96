import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Deployment } from '@/api/schema';
import { explain } from '@/deployments/explain';
import { PhaseList, phaseStates } from '@/deployments/phase-list';
import { auditText } from '@/audit/audit-text';

afterEach(cleanup);

describe('phases', () => {
  it('before the present one are done, after it ahead', () => {
    expect(phaseStates('bundle', 'deploying')).toEqual(['done', 'done', 'now', 'ahead', 'ahead', 'ahead', 'ahead', 'ahead']);
  });

  it('of a failure name where it failed', () => {
    expect(phaseStates('probe', 'failed')[6]).toBe('failed');
    expect(phaseStates('done', 'superseded').every((state) => state === 'done')).toBe(true);
  });

  it('say where they are to who can’t see them', () => {
    render(<PhaseList phase="provider" status="deploying" />);

    const now = within(screen.getByRole('list', { name: 'Phases' })).getByText(/Publish/).closest('li');
    expect(now?.getAttribute('aria-current')).toBe('step');
    expect(screen.getByRole('status').textContent).toContain('Publishing');
  });
});

describe('a failure', () => {
  it('is explained by its phase', () => {
    const deployment = { phase: 'bundle' } as Deployment;
    expect(explain(deployment).title).toContain('Bundle');
    expect(explain(deployment).text).toContain('import');
  });
});

describe('what was done', () => {
  it('reads as a sentence', () => {
    const entry = { entryId: '1', time: '2026-11-28T00:00:00Z', actor: { type: 'user', id: 'usr_1' }, outcome: 'done' as const };
    expect(auditText({ ...entry, action: 'secret.set', target: { type: 'secret', id: 'KEY' } })).toEqual({ phrase: 'Set the secret', object: 'KEY' });
    expect(auditText({ ...entry, action: 'deployment.end', target: { type: 'deployment', id: 'dep_1' }, details: { status: 'failed', version: '3' } })).toEqual({ phrase: 'Deployment failed', object: 'version 3' });
    expect(auditText({ ...entry, action: 'new.kind', target: { type: 'x', id: 'y' } }).phrase).toBe('new.kind');
  });
});
