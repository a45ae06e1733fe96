import { strFromU8, strToU8, unzip, zip, type Zippable } from 'fflate';

/** The files of an agent by their paths, as they will lie in the archive. */
export type Files = Map<string, Uint8Array>;

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
const leftOut = new Set(['.git', '.DS_Store', '__MACOSX', '.venv', 'venv', '__pycache__', '.webhost', '.wrangler', '.vscode', '.idea', 'coverage']);
// Installed packages: a runtime that installs nothing itself needs them, the others install or bundle what they need.
const packages = 'node_modules';
const shipsPackages = 'agentcore';
// Secrets don't belong into an archive: they are set as secrets.
const secretFile = /^\.(env(\..+)?|dev\.vars|npmrc)$/;

export function isLeftOut(path: string, withPackages = false): boolean {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  return parts.some((part) => leftOut.has(part) || (part === packages && !withPackages)) || (secretFile.test(name) && name !== '.env.example') || /\.(log|pyc)$/.test(name);
}

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

/** Takes away the folder that everything lies in, so that the manifest is at the root. */
export function rooted(files: Files): Files {
  const manifests = [...files.keys()].filter((path) => (path === manifestName || path.endsWith(`/${manifestName}`)) && !path.includes(packages)).sort((a, b) => a.split('/').length - b.split('/').length);
  const shallowest = manifests[0];
  if (!shallowest || shallowest === manifestName) return files;
  const folder = shallowest.slice(0, -manifestName.length);
  return new Map([...files].filter(([path]) => path.startsWith(folder)).map(([path, content]) => [path.slice(folder.length), content]));
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

/** Whether a manifest among them is for a runtime to which packages are shipped. */
async function wantsPackages(chosen: { path: string; file: File }[]): Promise<boolean> {
  const manifests = chosen.filter(({ path }) => /(^|\/)agent\.config(\.\w+)?\.json$/.test(path) && !isLeftOut(path));
  return (await Promise.all(manifests.map(({ file }) => file.text()))).some((content) => new RegExp(`"runtime"\\s*:\\s*"${shipsPackages}"`).test(content));
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);

export function pack(files: Files): Promise<Blob> {
  const entries: Zippable = Object.fromEntries([...files].map(([path, content]) => [path, [content, { mtime: new Date('1980-01-02T00:00:00') }]]));
  return new Promise((resolve, reject) => {
    zip(entries, { level: 6 }, (error, data) => (error ? reject(error) : resolve(new Blob([data as Uint8Array<ArrayBuffer>], { type: 'application/zip' }))));
  });
}

export function unpack(archive: Uint8Array): Promise<Files> {
  let total = 0;
  return new Promise((resolve, reject) => {
    unzip(
      archive,
      {
        filter: ({ name, originalSize }) => {
          if (name.endsWith('/') || isLeftOut(name, true)) return false;
          total += originalSize;
          return total <= mostBytes;
        },
      },
      (error, entries) => {
        if (error) reject(new ArchiveError(`The archive can’t be read: ${error.message}.`));
        else if (total > mostBytes) reject(tooLarge());
        else resolve(new Map(Object.entries(entries)));
      },
    );
  });
}

export const filesOfTemplate = (files: Record<string, string>): Files => new Map(Object.entries(files).map(([path, content]) => [path, strToU8(content)]));

/** What was chosen: a folder's files with their paths in it, or one zip. */
export async function filesOfChoice(chosen: { path: string; file: File }[]): Promise<Files> {
  const only = chosen.length === 1 ? chosen[0] : undefined;
  if (only && /\.zip$/i.test(only.file.name)) return rooted(await unpack(new Uint8Array(await only.file.arrayBuffer())));
  if (only && /\.(tgz|tar\.gz)$/i.test(only.file.name)) throw new ArchiveError('Drop the folder itself or a .zip; a .tar.gz goes through the command line.');
  const withPackages = await wantsPackages(chosen);
  const kept = chosen.filter(({ path }) => !isLeftOut(path, withPackages));
  if (kept.reduce((sum, { file }) => sum + file.size, 0) > mostBytes) throw tooLarge();
  return rooted(new Map(await Promise.all(kept.map(async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const))));
}

const tooLarge = () => new ArchiveError('That is more than 100 MB of files. Leave out what the agent does not need.');

/** Everything that was dropped, folders to their depth. */
export async function filesOfDrop(items: DataTransferItemList): Promise<{ path: string; file: File }[]> {
  // The entries must be taken at once: the list is empty after the event.
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const all = async (withPackages: boolean) => (await Promise.all(entries.map((entry) => walk(entry, '', withPackages)))).flat();
  const without = await all(false);
  return (await wantsPackages(without)) ? all(true) : without;
}

async function walk(entry: FileSystemEntry, folder: string, withPackages: boolean): Promise<{ path: string; file: File }[]> {
  const path = folder + entry.name;
  if (isLeftOut(path, withPackages)) return [];
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // A reader gives a hundred at a time.
  for (let batch = await readBatch(reader); batch.length > 0; batch = await readBatch(reader)) children.push(...batch);
  return (await Promise.all(children.map((child) => walk(child, `${path}/`, withPackages)))).flat();
}

const readBatch = (reader: FileSystemDirectoryReader) => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
