import { screen, waitFor, within } from '@testing-library/react';
import user from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { deploymentsQuery, sessionsQuery } from '@/api/queries';
import type { Deployment } from '@/api/schema';
import { agent, failure, open, serve, type Asked } from './page';

const deployment = (version: number) => ({ deploymentId: `dep_${version}`, agentId: 'agt_1', version, runtimeProvider: 'cloudflare', status: 'superseded', phase: 'done', percentComplete: 100, artifact: {}, createdAt: '2026-11-28T00:00:00Z', deployedBy: 'usr_1' }) as Deployment;
const contents = ({ url }: Asked) => ({ deploymentId: url.pathname.split('/')[3], env: {}, secretKeys: [], files: [], filesLeftOut: 0 });

const pages = {
  'GET /v1/agents/agt_1': agent,
  'GET /v1/agents/agt_1/deployments': { items: [deployment(60), deployment(59)], nextCursor: 'older' },
  'GET /v1/deployments/dep_60': deployment(60),
  'GET /v1/deployments/dep_3': deployment(3),
  'GET /v1/deployments/dep_60/contents': contents,
  'GET /v1/deployments/dep_3/contents': contents,
  'GET /v1/deployments/dep_59/contents': contents,
};

const chosen = (label: string) => screen.getByLabelText<HTMLSelectElement>(label).selectedOptions[0]?.textContent;

describe('a deployment that is older than those that are listed', () => {
  it.each(['logs', 'metrics'])('is named by the filter of the %s', async (page) => {
    serve(pages);
    await open(`/agents/agt_1/${page}?deployment=dep_3`);

    await waitFor(() => expect(chosen('Deployment')).toBe('Version 3'));
  });

  it('is compared with where the address says so', async () => {
    serve(pages);
    await open('/agents/agt_1/deployments/dep_60?compare=dep_3');

    expect(await screen.findByRole('columnheader', { name: 'Version 3' })).toBeTruthy();
    expect(chosen('Compare with')).toBe('Version 3');
  });
});

describe('a deployment that is not among the newest', () => {
  it('can be chosen once older ones were asked for', async () => {
    serve({ ...pages, 'GET /v1/agents/agt_1/deployments': ({ url }: Asked) => (url.searchParams.get('cursor') ? { items: [deployment(3)] } : pages['GET /v1/agents/agt_1/deployments']) });
    await open('/agents/agt_1/metrics');
    await screen.findByRole('option', { name: 'Version 60' });

    await user.selectOptions(screen.getByLabelText('Deployment'), 'Older versions …');
    await user.selectOptions(screen.getByLabelText('Deployment'), await screen.findByRole('option', { name: 'Version 3' }));

    await waitFor(() => expect(window.location.search).toBe('?deployment=dep_3'));
    expect(screen.queryByRole('option', { name: 'Older versions …' })).toBeNull();
  });
});

describe('the comparison', () => {
  it('of an old version is with the one before it, however many pages on that is listed', async () => {
    const page = (first: number, next?: string) => ({ items: [deployment(first), deployment(first - 1)], nextCursor: next });
    serve({
      ...pages,
      'GET /v1/agents/agt_1/deployments': ({ url }: Asked) => ({ none: page(60, 'b'), b: page(5, 'c'), c: page(3) })[url.searchParams.get('cursor') ?? 'none'],
      'GET /v1/deployments/dep_4': deployment(4),
      'GET /v1/deployments/dep_4/contents': contents,
    });
    await open('/agents/agt_1/deployments/dep_4');

    expect(await screen.findByRole('columnheader', { name: 'Version 3' })).toBeTruthy();
    expect(chosen('Compare with')).toBe('Version 3');
  });

  it('says why it is not there', async () => {
    serve({ ...pages, 'GET /v1/agents/agt_1/deployments': () => failure('INTERNAL', 500, 'The list broke.') });
    await open('/agents/agt_1/deployments/dep_60');

    expect((await screen.findByText('The other versions could not be read')).closest('[role="alert"]')?.textContent).toContain('The list broke.');
  });
});

describe('pages that follow', () => {
  const second = (one: object, two: object) => ({ url }: Asked) => (url.searchParams.get('cursor') ? { items: [two] } : { items: [one], nextCursor: 'more' });

  it('of invoices are read when they are asked for', async () => {
    const invoice = (id: string, amount: number) => ({ invoiceId: id, date: '2026-11-28T00:00:00Z', status: 'paid', amount, currency: 'USD' });
    serve({ 'GET /v1/billing/invoices': second(invoice('inv_2', 20), invoice('inv_1', 10)) });
    await open('/billing');

    await user.click(await screen.findByRole('button', { name: 'Show older' }));

    expect(await screen.findByText('$10.00')).toBeTruthy();
    expect(screen.getByText('$20.00')).toBeTruthy();
  });

  it('of keys are read to the end for the keys of one agent', async () => {
    const key = (name: string, agentId: string) => ({ keyId: name, name, prefix: 'wh_1', scopes: ['invoke'], agentId, createdAt: '2026-11-28T00:00:00Z' });
    serve({ ...pages, 'GET /v1/api-keys': second(key('of another', 'agt_2'), key('of this one', 'agt_1')) });
    await open('/agents/agt_1/api-keys');

    expect(await screen.findByText('of this one')).toBeTruthy();
    expect(screen.queryByText('of another')).toBeNull();
  });
});

describe('a page that follows and can’t be read', () => {
  const at = '2026-11-28T00:00:00Z';
  const change = (entryId: string) => ({ entryId, time: at, actor: { type: 'user', id: 'usr_1' }, action: 'agent.create', target: { type: 'agent', id: 'agt_1' }, outcome: 'done', details: { name: entryId } });
  const session = (sessionId: string) => ({ sessionId, createdAt: at, lastUsedAt: at, invocations: 1 });
  const key = (name: string) => ({ keyId: name, name, prefix: 'wh_1', scopes: ['invoke'], createdAt: at });
  const invoice = (url: string) => ({ invoiceId: url, date: at, status: url, amount: 1, currency: 'USD' });

  it.each([
    ['the audit log', '/audit', 'GET /v1/audit', change, undefined],
    ['sessions', '/agents/agt_1/sessions', 'GET /v1/agents/agt_1/sessions', session, 'Show more'],
    ['deployments', '/agents/agt_1/deployments', 'GET /v1/agents/agt_1/deployments', (name: string) => deployment(name === 'One' ? 2 : 1), 'Show older'],
    ['keys', '/api-keys', 'GET /v1/api-keys', key, 'Show more'],
    ['invoices', '/billing', 'GET /v1/billing/invoices', invoice, 'Show older'],
  ] as const)('of %s says so, and is read when that is asked for', async (_, page, operation, item, button) => {
    let broken = true;
    serve({
      ...pages,
      [operation]: ({ url }: Asked) => (!url.searchParams.get('cursor') ? { items: [item('One')], nextCursor: 'more' } : broken ? failure('INTERNAL', 500, 'The page broke.') : { items: [item('Two')] }),
    });
    await open(page);
    if (button) await user.click(await screen.findByRole('button', { name: button }));

    const told = (await screen.findByText('What follows could not be read')).closest<HTMLElement>('[role="alert"]')!;
    expect(told.textContent).toContain('The page broke.');
    broken = false;
    await user.click(within(told).getByRole('button', { name: 'Try again' }));

    await screen.findAllByText(page.endsWith('deployments') ? 'Version 1' : /Two/);
    expect(screen.queryByText('What follows could not be read')).toBeNull();
  });
});

describe('a list that somebody looked further into', () => {
  it('is not read again as a whole every few seconds', () => {
    const asked = (interval: unknown, pages: object[]) => (interval as (query: object) => unknown)({ state: { data: { pages } } });
    const page = { items: [] };

    expect(asked(sessionsQuery('agt_1').refetchInterval, [page])).toBe(15_000);
    expect(asked(sessionsQuery('agt_1').refetchInterval, [page, page])).toBe(false);
    expect(asked(deploymentsQuery('agt_1').refetchInterval, [page, page])).toBe(false);
    expect(asked(deploymentsQuery('agt_1').refetchInterval, [{ items: [{ status: 'deploying' }] }, page])).toBe(2000);
  });
});

describe('rows that are out of sight', () => {
  it('of the usage by agent are not drawn', async () => {
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(480);
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(40);
    const used = { requests: 1, tokens: 1, computeMs: 1, costUsd: 0, costStatus: 'estimated' };
    serve({
      'GET /v1/billing/usage': {
        period: '2026-11', start: '2026-11-01', end: '2026-12-01', asOf: '2026-11-28T00:00:00Z', totals: used, days: [], runtimes: [], prices: [],
        agents: Array.from({ length: 10_000 }, (_, index) => ({ ...used, agentId: `agt_${index}`, name: `agent ${index}` })),
      },
    });
    await open('/usage');

    const table = within(await screen.findByRole('region', { name: 'By agent' })).getByRole('table');
    await waitFor(() => expect(within(table).getByText('agent 0')).toBeTruthy());
    expect(within(table).getAllByRole('row').length).toBeLessThan(100);
    expect(table.getAttribute('aria-rowcount')).toBe('10001');
  });

  it.each([['sessions', 'Sessions'], ['deployments', 'Deployments'], ['api-keys', 'API keys']])('of the %s are not drawn', async (page, label) => {
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(60);
    const numbers = Array.from({ length: 500 }, (_, index) => index + 1);
    serve({
      ...pages,
      'GET /v1/agents/agt_1/sessions': { items: numbers.map((number) => ({ sessionId: `ses_${number}`, createdAt: '2026-11-28T00:00:00Z', lastUsedAt: '2026-11-28T00:00:00Z', invocations: 1 })) },
      'GET /v1/agents/agt_1/deployments': { items: numbers.map(deployment) },
      'GET /v1/api-keys': { items: numbers.map((number) => ({ keyId: `key_${number}`, name: `key ${number}`, prefix: 'wh_1', scopes: ['invoke'], createdAt: '2026-11-28T00:00:00Z' })) },
    });
    await open(`/agents/agt_1/${page}`);

    const list = await screen.findByRole('list', { name: label });
    await waitFor(() => expect(list.children.length).toBeGreaterThan(5));
    expect(list.children.length).toBeLessThan(100);
  });
});
