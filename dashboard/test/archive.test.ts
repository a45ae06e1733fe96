import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ArchiveError, filesFor, filesOfChoice, filesOfDrop, manifestOf, pack, runtimesOf } from '@/deploy/archive';
import { WorkerHere } from './worker';

const manifest = '{"name":"echo","protocol":"invoke/v1","runtime":"cloudflare","entrypoint":"src/index.js","env":{"requiredKeys":["KEY"],"optionalKeys":["MODEL"]}}';
const chosen = (path: string, content: string | Uint8Array<ArrayBuffer>) => ({ path, file: new File([content], path.split('/').at(-1)!) });

beforeEach(() => void vi.stubGlobal('Worker', WorkerHere));
afterEach(() => void vi.unstubAllGlobals());

/** What a browser says of a folder that is dropped. */
function dropped(files: Record<string, string>, folder = 'a'): FileSystemEntry {
  const names = [...new Set(Object.keys(files).map((path) => path.split('/')[0]!))];
  const children = names.map((name) => {
    const content = files[name];
    const inside = Object.entries(files).flatMap(([path, text]) => (path.startsWith(`${name}/`) ? [[path.slice(name.length + 1), text]] : []));
    return content === undefined ? dropped(Object.fromEntries(inside) as Record<string, string>, name) : { name, isFile: true, file: (take: (file: File) => void) => take(new File([content], name)) };
  });
  const batches = [children, []];
  return { name: folder, isFile: false, createReader: () => ({ readEntries: (take: (batch: unknown) => void) => take(batches.shift()) }) } as unknown as FileSystemEntry;
}

describe('a folder that is dropped', () => {
  const drop = async (files: Record<string, string>) => {
    const items = [{ webkitGetAsEntry: () => ({ ...dropped(files), createReader: () => (dropped(files) as FileSystemDirectoryEntry).createReader() }) }];
    return [...(await filesOfChoice(await filesOfDrop(items as unknown as DataTransferItemList))).keys()].sort();
  };

  it('brings the folders along that its own rules ask for after all', async () => {
    const files = { 'agent.config.json': manifest, '.vscode/settings.json': '{}', '.git/HEAD': '', 'notes/today.md': '' };

    expect(await drop({ ...files, '.webhostignore': '!.vscode/\n/notes/\n' })).toEqual(['.vscode/settings.json', 'agent.config.json']);
    expect(await drop(files)).toEqual(['agent.config.json', 'notes/today.md']);
  });
});

describe('the archive', () => {
  it('has the manifest at its root when a folder was chosen', async () => {
    const files = await filesOfChoice([chosen('my-agent/agent.config.json', manifest), chosen('my-agent/src/index.js', 'export default {}')]);

    const entries = unzipSync(new Uint8Array(await (await pack(files)).arrayBuffer()));

    expect(Object.keys(entries).sort()).toEqual(['agent.config.json', 'src/index.js']);
    expect(strFromU8(entries['src/index.js']!)).toBe('export default {}');
  });

  it('leaves installed packages, version control and files with secrets behind', async () => {
    const files = await filesOfChoice([
      chosen('a/agent.config.json', manifest), chosen('a/node_modules/x/index.js', ''), chosen('a/.git/HEAD', ''), chosen('a/.env', 'KEY=1'), chosen('a/.env.local', ''), chosen('a/.dev.vars', ''), chosen('a/.env.example', ''),
    ]);

    expect([...files.keys()].sort()).toEqual(['.env.example', 'agent.config.json']);
  });

  it('leaves behind what the command line leaves behind, and what the project names', async () => {
    const given = [
      ['a/agent.config.json', manifest], ['a/.dev.vars.production', 'KEY=1'], ['a/.yarnrc.yml', 'npmAuthToken: x'], ['a/.hg/store', ''], ['a/.svn/entries', ''], ['a/dist/index.js', ''],
      ['a/.webhostignore', '# notes\nnotes/\n*.pem\n!public.pem\n'], ['a/notes/today.md', ''], ['a/src/server.pem', ''], ['a/src/public.pem', ''],
    ] as const;
    const kept = ['agent.config.json', 'src/public.pem'];

    const folder = await filesOfChoice(given.map(([path, content]) => chosen(path, content)));
    const zip = await filesOfChoice([chosen('a.zip', zipSync(Object.fromEntries(given.map(([path, content]) => [path, strToU8(content)]))))]);

    expect([...folder.keys()].sort()).toEqual(kept);
    expect([...zip.keys()].sort()).toEqual(kept);
  });

  it('has what the entry point’s build made', async () => {
    const files = await filesOfChoice([chosen('a/agent.config.json', manifest.replace('src/index.js', './dist/index.js')), chosen('a/dist/index.js', '')]);

    expect([...files.keys()]).toContain('dist/index.js');
  });

  it('is the same bytes for the same files', async () => {
    const files = new Map([['agent.config.json', strToU8(manifest)]]);

    const [one, two] = await Promise.all([pack(files), pack(files)]);

    expect(new Uint8Array(await one.arrayBuffer())).toEqual(new Uint8Array(await two.arrayBuffer()));
  });

  it('opens a zip with a folder around everything', async () => {
    const zip = zipSync({ 'agent-main/agent.config.json': strToU8(manifest), 'agent-main/src/index.js': strToU8('x'), '__MACOSX/._x': strToU8('') });

    const files = await filesOfChoice([chosen('agent-main.zip', zip)]);

    expect([...files.keys()].sort()).toEqual(['agent.config.json', 'src/index.js']);
  });

  it('says of a broken zip that it can’t be read', async () => {
    await expect(filesOfChoice([chosen('agent.zip', 'no zip')])).rejects.toBeInstanceOf(ArchiveError);
  });

  it('that nothing can be packed with says so, in place of never coming to an end', async () => {
    vi.stubGlobal('Worker', class { onerror?: (event: { message: string }) => void; postMessage = () => queueMicrotask(() => this.onerror?.({ message: '' })); terminate = () => {}; });

    await expect(pack(new Map([['agent.config.json', strToU8(manifest)]]))).rejects.toThrow('The files can’t be packed: The browser could not start');
  });

  it('takes the manifest that lies highest', async () => {
    const files = await filesOfChoice([chosen('repo/agents/deep/agent.config.json', '{}'), chosen('repo/agent.config.json', manifest)]);

    expect(manifestOf(files).name).toBe('echo');
    expect(files.has('agents/deep/agent.config.json')).toBe(true);
  });
});

describe('the manifest', () => {
  it('tells what keys are asked for', () => {
    expect(manifestOf(new Map([['agent.config.json', strToU8(`\uFEFF${manifest}`)]]))).toMatchObject({ name: 'echo', entrypoint: 'src/index.js', requiredKeys: ['KEY'], optionalKeys: ['MODEL'] });
  });

  it('that is missing, no JSON or no object is told apart', () => {
    expect(() => manifestOf(new Map())).toThrow('There is no agent.config.json');
    expect(() => manifestOf(new Map([['agent.config.json', strToU8('{')]]))).toThrow('no valid JSON');
    expect(() => manifestOf(new Map([['agent.config.json', strToU8('[]')]]))).toThrow('must hold an object');
  });

  it('may leave its keys out or have nonsense there', () => {
    expect(manifestOf(new Map([['agent.config.json', strToU8('{"env":{"requiredKeys":[1,"A"]}}')]]))).toMatchObject({ name: undefined, requiredKeys: ['A'], optionalKeys: [] });
  });
});

describe('a folder for two runtimes', () => {
  const other = manifest.replace('"cloudflare"', '"agentcore"').replace('src/index.js', 'main.py');

  it('is packed with the manifest of the one that was chosen, and with none for the other', async () => {
    const files = await filesOfChoice([chosen('a/agent.config.json', manifest), chosen('a/agent.config.agentcore.json', other), chosen('a/node_modules/x/index.js', 'x')]);

    expect(runtimesOf(files)).toEqual(['cloudflare', 'agentcore']);
    expect([...filesFor(files, 'cloudflare').keys()]).toEqual(['agent.config.json']);
    expect(manifestOf(filesFor(files, 'agentcore'))).toMatchObject({ runtime: 'agentcore', entrypoint: 'main.py' });
    expect([...filesFor(files, 'agentcore').keys()]).toContain('node_modules/x/index.js');
  });
});
