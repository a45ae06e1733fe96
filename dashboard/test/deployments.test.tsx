import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Deployment, DeploymentContents } from '@/api/schema';
import { Differences } from '@/deployments/compare';
import { differences, took, type Version } from '@/deployments/differences';
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
    expect(phaseStates('probe', 'cancelled').slice(5)).toEqual(['done', 'cancelled', 'ahead']);
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

describe('the time that a deployment took', () => {
  it('stays what it was when a roll-back makes it serve again', () => {
    expect(took({ createdAt: '2026-11-28T00:00:00Z', endedAt: '2026-11-28T00:00:02Z', deployedAt: '2026-11-28T01:06:00Z' } as Deployment)).toBe('2 sec');
  });
});

describe('what was done', () => {
  it('reads as a sentence', () => {
    const entry = { entryId: '1', time: '2026-11-28T00:00:00Z', actor: { type: 'user', id: 'usr_1' }, outcome: 'done' as const };
    expect(auditText({ ...entry, action: 'secret.set', target: { type: 'secret', id: 'KEY' } })).toEqual({ phrase: 'Set the secret', object: 'KEY' });
    expect(auditText({ ...entry, action: 'deployment.end', target: { type: 'deployment', id: 'dep_1' }, details: { status: 'failed', version: '3' } })).toEqual({ phrase: 'Deployment failed', object: 'version 3' });
    expect(auditText({ ...entry, action: 'billing.spendCap', target: { type: 'account', id: 'usr_1' }, details: { toUsd: '1250.5' } }).object).toBe('to $1,250.50');
    expect(auditText({ ...entry, action: 'billing.spendCap', target: { type: 'account', id: 'usr_1' }, details: { toUsd: 'none' } })).toEqual({ phrase: 'Removed the spend cap', object: undefined });
    expect(auditText({ ...entry, action: 'new.kind', target: { type: 'x', id: 'y' } }).phrase).toBe('new.kind');
  });
});

describe('two versions', () => {
  const version = (number: number, contents: Partial<DeploymentContents>): Version => ({
    deployment: { deploymentId: `dep_${number}`, version: number, runtimeProvider: 'cloudflare', status: 'superseded', artifact: { checksum: `sha256:${number}`, sizeBytes: 1000 }, createdAt: '2026-11-28T00:00:00Z', deployedBy: 'usr_1' } as Deployment,
    contents: {
      deploymentId: `dep_${number}`,
      manifest: { protocol: 'invoke/v1', runtime: 'cloudflare', entrypoint: 'index.js', requiredKeys: [], optionalKeys: [], streaming: true, tools: false },
      env: {},
      secretKeys: [],
      files: [],
      filesLeftOut: 0,
      ...contents,
    },
  });
  const file = (path: string, sizeBytes: number, checksum = 'crc32:00000001') => ({ path, sizeBytes, checksum });
  const group = (one: Version, two: Version, title: string) => differences(one, two).find((item) => item.title === title);

  it('are compared by what their manifests say', () => {
    const one = version(1, {});
    const two = version(2, { manifest: { ...one.contents.manifest!, entrypoint: 'src/main.ts', requiredKeys: ['MODEL_KEY'] } });

    const changed = group(one, two, 'Manifest')!.rows.filter(({ differs }) => differs);
    expect(changed).toEqual([
      { name: 'Entry point', before: 'index.js', after: 'src/main.ts', differs: true },
      { name: 'Required keys', before: '–', after: 'MODEL_KEY', differs: true },
    ]);
  });

  it('are compared by their variables, and by the names of their secrets', () => {
    const one = version(1, { env: { MODEL: 'small', REGION: 'eu' }, secretKeys: ['OLD_KEY', 'STAYS'] });
    const two = version(2, { env: { MODEL: 'large', REGION: 'eu' }, secretKeys: ['NEW_KEY', 'STAYS'] });

    expect(group(one, two, 'Plain variables')!.rows.map(({ name, differs }) => [name, differs])).toEqual([['MODEL', true], ['REGION', false]]);
    expect(group(one, two, 'Secrets')!.rows.map(({ name, before, after }) => [name, before, after])).toEqual([['NEW_KEY', '–', 'Declared'], ['OLD_KEY', 'Declared', '–'], ['STAYS', 'Declared', 'Declared']]);
  });

  it('are compared by their files, of which only those that differ are named', () => {
    const one = version(1, { files: [file('a.js', 10), file('b.js', 10), file('gone.js', 10), file('same.js', 10)] });
    const two = version(2, { files: [file('a.js', 10, 'crc32:00000002'), file('b.js', 20, 'crc32:00000002'), file('new.js', 5), file('same.js', 10)] });

    const { rows, note } = group(one, two, 'Files')!;
    expect(rows.map(({ name, before, after }) => [name, before, after])).toEqual([['a.js', '10 bytes', '10 bytes, other content'], ['b.js', '10 bytes', '20 bytes'], ['gone.js', '10 bytes', '–'], ['new.js', '–', '5 bytes']]);
    expect(note).toBe('1 file is the same.');
  });

  it('with many files count them as the locale does', () => {
    const many = Array.from({ length: 1200 }, (_, index) => file(`${index}.js`, 10));

    expect(group(version(1, { files: many }), version(2, { files: many }), 'Files')!.note).toContain('1,200 files are the same.');
  });

  it('say so when the files of one can’t be read', () => {
    expect(group(version(1, { files: null }), version(2, {}), 'Files')).toEqual({ title: 'Files', rows: [], note: 'The files of one of them can’t be read.' });
  });

  it('are shown as a table whose differences can be heard', () => {
    render(<Differences groups={differences(version(1, { env: { MODEL: 'small' } }), version(2, { env: { MODEL: 'large' } }))} before="Version 1" after="Version 2" />);

    expect(screen.getByRole('row', { name: /MODEL/ }).textContent).toBe('MODELsmalllarge (differs)');
    expect(screen.getByRole('columnheader', { name: 'Version 2' })).toBeTruthy();
  });
});
