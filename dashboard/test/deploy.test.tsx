import { screen, waitFor } from '@testing-library/react';
import user from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reached } from '@/api/connection';
import { agent, failure, open, serve, type Asked } from './page';

const templates = vi.hoisted(() => vi.fn());
vi.mock('virtual:templates', () => ({ get default() { return templates() as unknown; } }));

const manifest = '{"name":"echo","protocol":"invoke/v1","runtime":"cloudflare","entrypoint":"index.js","env":{"requiredKeys":["MODEL_KEY"]}}';
const upload = vi.fn();
const start = vi.fn();
let vault: object[];

beforeEach(() => {
  vault = [];
  templates.mockReset().mockReturnValue([]);
  upload.mockReset().mockReturnValue({ uploadId: 'upl_1' });
  start.mockReset().mockReturnValue({ deploymentId: 'dep_1' });
  serve({
    'GET /v1/agents': () => ({ items: [] }),
    'POST /v1/agents': ({ body }: Asked) => ({ ...agent, ...(body as object) }),
    'GET /v1/agents/agt_1': agent,
    'GET /v1/agents/agt_1/secrets': () => ({ items: vault }),
    'PUT /v1/agents/agt_1/secrets/MODEL_KEY': () => {
      vault = [{ key: 'MODEL_KEY', applied: false, updatedAt: '2026-11-28T00:00:00Z' }];
      return vault[0];
    },
    'POST /v1/agents/agt_1/artifacts': (asked: Asked) => upload(asked) as object,
    'POST /v1/agents/agt_1/deployments': (asked: Asked) => start(asked) as object,
    'GET /healthz': {},
  });
});

afterEach(reached);

const choose = async () => user.upload(await screen.findByLabelText('Folder'), [new File([manifest], 'agent.config.json'), new File(['export default {}'], 'index.js')]);
const deploy = () => user.click(screen.getByRole('button', { name: 'Deploy' }));

describe('a first deployment that fails', () => {
  it('asks for no secret again that the vault has', async () => {
    upload.mockReturnValueOnce(failure('INTERNAL', 500));
    await open('/agents/new');
    await choose();
    await user.clear(await screen.findByLabelText('Name'));
    await user.type(screen.getByLabelText('Name'), 'mine');
    await user.type(screen.getByLabelText('MODEL_KEY'), 'sk-1');
    await deploy();
    await screen.findByRole('alert');

    await user.click(screen.getByRole('button', { name: 'Choose other code' }));
    await choose();

    expect(await screen.findByText('Has a value. Leave it empty to keep it.')).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('mine');
    await deploy();
    await waitFor(() => expect(start).toHaveBeenCalledOnce());
  });

  it('and whose answer was lost is begun once', async () => {
    start.mockImplementationOnce(() => Promise.reject(new TypeError('Failed to fetch')));
    await open('/agents/new');
    await choose();
    await user.type(await screen.findByLabelText('MODEL_KEY'), 'sk-1');
    await deploy();
    await screen.findByRole('alert');

    await deploy();

    await waitFor(() => expect(start).toHaveBeenCalledTimes(2));
    const keys = start.mock.calls.map(([asked]) => (asked as Asked).headers.get('Idempotency-Key'));
    expect(keys[0]).toBe(keys[1]);
    expect(upload).toHaveBeenCalledOnce();
  });

  it('for want of a place leads to the plans', async () => {
    serve({ 'GET /v1/agents': { items: [] }, 'POST /v1/agents': () => failure('LIMIT_EXCEEDED', 429, 'The plan Free allows 1 agent.'), 'GET /healthz': {} });
    await open('/agents/new');
    await choose();
    await user.type(await screen.findByLabelText('MODEL_KEY'), 'sk-1');

    await deploy();

    expect((await screen.findByRole('link', { name: 'See the plans' })).getAttribute('href')).toBe('/billing');
  });

  it('and whose upload is refused is uploaded anew', async () => {
    start.mockReturnValueOnce(failure('INVALID_REQUEST', 400));
    await open('/agents/new');
    await choose();
    await user.type(await screen.findByLabelText('MODEL_KEY'), 'sk-1');
    await deploy();
    await screen.findByRole('alert');

    await deploy();

    await waitFor(() => expect(upload).toHaveBeenCalledTimes(2));
  });
});

describe('the address', () => {
  it('of a template leads to its form, from which one can go back to the code', async () => {
    templates.mockReturnValue([{ name: 'hello', description: 'says hello', files: { 'agent.config.json': manifest } }]);
    await open('/agents/new?template=hello');
    await screen.findByLabelText('MODEL_KEY');

    await user.click(screen.getByRole('button', { name: 'Choose other code' }));

    await screen.findByText('Or start from a template');
    expect(window.location.search).toBe('');
    await user.click(screen.getByText('hello'));
    await screen.findByLabelText('MODEL_KEY');
    expect(window.location.search).toBe('?template=hello');
  });

  it('of a deployment shows it after a reload, and its correction is a version of the same agent', async () => {
    const failed = { deploymentId: 'dep_1', agentId: 'agt_1', version: 1, runtimeProvider: 'cloudflare', status: 'failed', phase: 'bundle', percentComplete: 30, artifact: {}, createdAt: '2026-11-28T00:00:00Z', deployedBy: 'usr_1', error: { code: 'DEPLOYMENT_FAILED', message: 'No.', retryable: false } };
    serve({ 'GET /v1/agents': { items: [agent] }, 'GET /v1/agents/agt_1': agent, 'GET /v1/agents/agt_1/secrets': { items: [] }, 'GET /v1/deployments/dep_1': failed, 'GET /v1/deployments/dep_1/logs': { items: [] }, 'GET /healthz': {} });
    await open('/agents/new?deployment=dep_1');
    const heading = await screen.findByRole('heading', { name: 'The deployment failed' });
    expect(heading.querySelector('[aria-live="polite"]')).not.toBeNull();

    await user.click(screen.getByRole('button', { name: 'Correct it and deploy again' }));
    await choose();

    await screen.findByText('A new version of echo');
  });

  it('of the second step says after a reload that the files are gone', async () => {
    await open('/agents/new?step=name');

    await screen.findByText('A reload forgets the files: choose them again.');

    await choose();
    await screen.findByRole('button', { name: 'Deploy' });
    expect(screen.queryByText('A reload forgets the files: choose them again.')).toBeNull();
  });

  it('of a deployment under way leads to its end, too', async () => {
    const cancel = vi.fn(() => ({ deploymentId: 'dep_1' }));
    serve({
      'GET /v1/agents': { items: [agent] },
      'GET /v1/agents/agt_1': { ...agent, activeDeploymentId: null },
      'GET /v1/deployments/dep_1': { deploymentId: 'dep_1', agentId: 'agt_1', version: 1, status: 'deploying', phase: 'bundle', artifact: {} },
      'GET /v1/deployments/dep_1/events': () => new Response(new ReadableStream()),
      'POST /v1/deployments/dep_1/cancel': cancel,
      'GET /healthz': {},
    });
    await open('/agents/new?deployment=dep_1');

    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(screen.getByRole('button', { name: 'Keep it running' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Cancel the deployment' }));

    await waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  });

  it('follows the steps, and the focus with it', async () => {
    await open('/agents/new?agent=agt_1');
    await choose();
    await screen.findByText('A new version of echo');

    expect(window.location.search).toBe('?agent=agt_1&step=name');
    expect(document.activeElement).toBe(screen.getByRole('group', { name: 'Name and secrets' }));
  });
});

describe('a secret’s field', () => {
  it('deploys once, however often Enter is pressed', async () => {
    upload.mockReturnValue(new Promise(() => {}));
    await open('/agents/new');
    await choose();

    await user.type(await screen.findByLabelText('MODEL_KEY'), 'sk-1{Enter}{Enter}');

    await screen.findByRole('button', { name: 'Uploading, 50% …' });
    expect(upload).toHaveBeenCalledOnce();
  });
});

describe('an upload', () => {
  it('tells how much of it has gone', async () => {
    upload.mockReturnValue(new Promise(() => {}));
    await open('/agents/new');
    await choose();
    await user.type(await screen.findByLabelText('MODEL_KEY'), 'sk-1');

    await deploy();

    expect(await screen.findByRole('button', { name: 'Uploading, 50% …' })).toBeTruthy();
    expect((upload.mock.calls[0]![0] as Asked).headers.get('Content-Type')).toBe('application/zip');
  });
});

describe('who leaves while the code is on its way', () => {
  const leave = async () => {
    await open('/agents/new');
    await choose();
    await user.type(await screen.findByLabelText('MODEL_KEY'), 'sk-1');
    await deploy();
    await screen.findByRole('button', { name: 'Uploading, 50% …' });
    await user.click(screen.getAllByRole('link', { name: 'Agents' })[0]!);
    await waitFor(() => expect(window.location.pathname).toBe('/agents'));
  };

  it('stays where they went, and is told the way to the deployment', async () => {
    let answer: (said: unknown) => void = () => {};
    upload.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await leave();

    answer({ uploadId: 'upl_1' });

    const watch = await screen.findByRole('button', { name: 'Watch it' });
    expect(window.location.pathname).toBe('/agents');
    await user.click(watch);
    await waitFor(() => expect(window.location.pathname).toBe('/agents/agt_1/deployments/dep_1'));
  });

  it('is asked by the browser only where that would end it', async () => {
    const closing = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    upload.mockReturnValueOnce(new Promise(() => {}));
    await open('/agents/new');
    await choose();
    await user.type(await screen.findByLabelText('MODEL_KEY'), 'sk-1');
    expect(closing()).toBe(false);

    await deploy();

    await screen.findByRole('button', { name: 'Uploading, 50% …' });
    expect(closing()).toBe(true);
  });

  it('is told why nothing came of it', async () => {
    let answer: (said: unknown) => void = () => {};
    upload.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await leave();

    answer(failure('INVALID_REQUEST', 400, 'No archive.'));

    expect(await screen.findByText(/It could not be deployed: No archive\./)).toBeTruthy();
  });
});

describe('the secrets that were typed', () => {
  it('are not kept once they are in the vault', async () => {
    const { client } = await open('/agents/new');
    await choose();
    await user.type(await screen.findByLabelText('MODEL_KEY'), 'sk-typed');

    await deploy();

    await waitFor(() => expect(window.location.search).toContain('deployment=dep_1'));
    const kept = client.getMutationCache().getAll().map(({ state }) => JSON.stringify(state));
    expect(kept).not.toHaveLength(0);
    expect(kept.join()).not.toContain('sk-typed');
  });
});

describe('the templates', () => {
  it('that can’t be loaded say so, and are loaded when that is asked for', async () => {
    templates.mockImplementation(() => {
      throw new Error('No such file.');
    });
    await open('/agents/new');
    await screen.findByText('The templates could not be loaded');

    templates.mockReturnValue([{ name: 'echo', description: 'says what it hears', files: {} }]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByText('echo')).toBeTruthy();
  });
});
