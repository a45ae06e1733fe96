import { strFromU8, strToU8 } from 'fflate';
import { beside } from './beside';
import { ignoreFile, ignoreRules, staysAtHome } from './ignore-rules';
import type { Files } from './zipping';

export interface Manifest {
  name?: string;
  runtime?: string;
  framework?: string;
  entrypoint?: string;
  requiredKeys: string[];
  optionalKeys: string[];
}

/** A choice that can't be deployed, said so that its owner can correct it. */
export class ArchiveError extends Error {
  override name = 'ArchiveError';
}

const manifestName = 'agent.config.json';
const mostBytes = 100 * 1024 * 1024;
// Installed packages: a runtime that installs nothing itself needs them, the others install or bundle what they need.
const packages = 'node_modules';
const shipsPackages = 'agentcore';

const ownManifest = /(^|\/)agent\.config\.(\w+)\.json$/;

/** The runtimes that the files hold a manifest for: their own, and those of manifests beside it such as agent.config.agentcore.json. */
export function runtimesOf(files: Files): string[] {
  const others = [...files.keys()].flatMap((path) => (path.includes('/') ? [] : [ownManifest.exec(path)?.[2]])).filter((name) => name !== undefined);
  const own = files.has(manifestName) ? manifestOf(files).runtime : undefined;
  return [...new Set([...(own ? [own] : []), ...others])];
}

/** The files to pack for a runtime: its manifest under the name that the platform knows, and none for others. */
export function filesFor(files: Files, runtime: string | undefined): Files {
  const chosen = runtime === undefined ? undefined : files.get(`agent.config.${runtime}.json`);
  const kept = new Map([...files].filter(([path]) => !ownManifest.test(path) && (runtime === shipsPackages || !path.split('/').includes(packages))));
  if (chosen) kept.set(manifestName, chosen);
  return kept;
}

/** The folder that everything lies in: the one of the manifest that lies highest. */
function rootOf(paths: string[]): string {
  const manifests = paths.filter((path) => (path === manifestName || path.endsWith(`/${manifestName}`)) && !path.includes(packages)).sort((a, b) => a.split('/').length - b.split('/').length);
  return manifests[0]?.slice(0, -manifestName.length) ?? '';
}

/** Reads and checks the manifest; what the platform checks besides, it says when it deploys. */
export function manifestOf(files: Files): Manifest {
  const content = files.get(manifestName);
  if (!content) throw new ArchiveError(`There is no ${manifestName} in it. It names the entry point: {"name": "my-agent", "protocol": "invoke/v1", "runtime": "cloudflare", "entrypoint": "src/index.js"}.`);
  let parsed: Record<string, unknown>;
  try {
    parsed = JSON.parse(strFromU8(content).replace(/^\uFEFF/, '')) as Record<string, unknown>;
  } catch (error) {
    throw new ArchiveError(`${manifestName} is no valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new ArchiveError(`${manifestName} must hold an object.`);
  const env = (parsed['env'] ?? {}) as Record<string, unknown>;
  return { name: text(parsed['name']), runtime: text(parsed['runtime']), framework: text(parsed['framework']), entrypoint: text(parsed['entrypoint']), requiredKeys: texts(env['requiredKeys']), optionalKeys: texts(env['optionalKeys']) };
}

// Before a manifest is chosen and checked: what any of them says.
const anyManifest = /(^|\/)agent\.config(\.\w+)?\.json$/;
const saysPackages = new RegExp(`"runtime"\\s*:\\s*"${shipsPackages}"`);
const saysDist = /"entrypoint"\s*:\s*"[./]*dist\//;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

export async function pack(files: Files): Promise<Blob> {
  const archive = await beside('pack', files).catch(orFailure('The files can’t be packed'));
  return new Blob([archive as Uint8Array<ArrayBuffer>], { type: 'application/zip' });
}

const orFailure = (what: string) => (error: Error): never => {
  throw new ArchiveError(`${what}: ${error.message}.`);
};

export const filesOfTemplate = (files: Record<string, string>): Files => new Map(Object.entries(files).map(([path, content]) => [path, strToU8(content)]));

export interface Chosen {
  path: string;
  file: File;
}

/** What was chosen: a folder's files with their paths in it, or one zip. Read are those that its rules don't leave at home. */
export async function filesOfChoice(chosen: Chosen[]): Promise<Files> {
  const { sizes, read } = await openChoice(chosen);
  const root = rootOf([...sizes.keys()]);
  const known = [...(await read((path) => path === root + ignoreFile || (path.startsWith(root) && anyManifest.test(path) && !path.includes(packages))))].map(([path, content]) => [path, strFromU8(content)] as const);
  const manifests = known.filter(([path]) => anyManifest.test(path)).map(([, content]) => content);
  const own = known.find(([path]) => path === root + ignoreFile)?.[1].split('\n') ?? [];
  const ignores = ignoreRules(own, { packages: manifests.some((content) => saysPackages.test(content)), dist: manifests.some((content) => saysDist.test(content)) });
  const wanted = (path: string) => path.startsWith(root) && !staysAtHome(path.slice(root.length), ignores);
  if ([...sizes].reduce((sum, [path, size]) => sum + (wanted(path) ? size : 0), 0) > mostBytes) throw tooLarge();
  return new Map([...(await read(wanted))].map(([path, content]) => [path.slice(root.length), content]));
}

interface Opened {
  sizes: Map<string, number>;
  read: (wanted: (path: string) => boolean) => Promise<Files>;
}

async function openChoice(chosen: Chosen[]): Promise<Opened> {
  const only = chosen.length === 1 ? chosen[0]!.file : undefined;
  if (only && /\.(tgz|tar\.gz)$/i.test(only.name)) throw new ArchiveError('Drop the folder itself or a .zip; a .tar.gz goes through the command line.');
  if (only && /\.zip$/i.test(only.name)) return openZip(new Uint8Array(await only.arrayBuffer()));
  return {
    sizes: new Map(chosen.map(({ path, file }) => [path, file.size])),
    read: async (wanted) => new Map(await Promise.all(chosen.filter(({ path }) => wanted(path)).map(async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const))),
  };
}

async function openZip(archive: Uint8Array): Promise<Opened> {
  const orUnread = orFailure('The archive can’t be read');
  const sizes = await beside('sizes', archive).catch(orUnread);
  return { sizes, read: (wanted) => beside('read', archive, new Set([...sizes.keys()].filter(wanted))).catch(orUnread) };
}

const tooLarge = () => new ArchiveError('That is more than 100 MB of files. Leave out what the agent does not need.');

/** Everything that was dropped, folders to their depth but for those that no project sends. */
export async function filesOfDrop(items: DataTransferItemList): Promise<Chosen[]> {
  // The entries must be taken at once: the list is empty after the event.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const all = async (own: readonly string[], packages: boolean, root: string) => {
    const ignores = ignoreRules(own, { packages, dist: true });
    return (await Promise.all(entries.map((entry) => walk(entry, '', (path) => ignores(path.startsWith(root) ? path.slice(root.length) : path, true))))).flat();
  };
  const first = await all([], false, '');
  const root = rootOf(first.map(({ path }) => path));
  const own = (await first.find(({ path }) => path === root + ignoreFile)?.file.text())?.split('\n') ?? [];
  const manifests = await Promise.all(first.filter(({ path }) => anyManifest.test(path)).map(({ file }) => file.text()));
  const packages = manifests.some((content) => saysPackages.test(content));
  // What the project asks for after all lies in folders that were passed over.
  return packages || own.some((line) => line.startsWith('!')) ? all(own, packages, root) : first;
}

async function walk(entry: FileSystemEntry, folder: string, skips: (path: string) => boolean): Promise<Chosen[]> {
  const path = folder + entry.name;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  if (folder !== '' && skips(path)) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // A reader gives a hundred at a time.
  for (let batch = await readBatch(reader); batch.length > 0; batch = await readBatch(reader)) children.push(...batch);
  return (await Promise.all(children.map((child) => walk(child, `${path}/`, skips)))).flat();
}

const readBatch = (reader: FileSystemDirectoryReader) => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
