import { readdirSync, readFileSync, existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const samples = fileURLToPath(new URL('../../samples', import.meta.url));
const id = 'virtual:templates';

/** Bundles the repository's samples, so that somebody without code of their own can deploy one. */
export function templates(): Plugin {
  return {
    name: 'templates',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) return null;
      for (const file of read().flatMap((template) => template.paths)) this.addWatchFile(file);
      return `export default ${JSON.stringify(read().map(({ name, description, files }) => ({ name, description, files })))};`;
    },
  };
}

function read() {
  if (!existsSync(samples)) return [];
  return readdirSync(samples)
    .map((name) => join(samples, name))
    .filter((folder) => existsSync(join(folder, 'agent.config.json')) && readsJavaScript(folder))
    .map((folder) => {
      const paths = walk(folder);
      const files = Object.fromEntries(paths.map((path) => [relative(folder, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]));
      return { name: relative(samples, folder), ...rowOf(relative(samples, folder)), files, paths };
    })
    .sort((a, b) => a.place - b.place);
}

// Agents of other runtimes ship compiled packages, which a browser can't make.
function readsJavaScript(folder: string): boolean {
  const manifest = JSON.parse(readFileSync(join(folder, 'agent.config.json'), 'utf8')) as { runtime?: unknown };
  return manifest.runtime === 'cloudflare';
}

// samples/README.md has a table, the simplest first: | [`name`](name) | language | what it shows |
function rowOf(name: string): { place: number; description: string } {
  const readme = join(samples, 'README.md');
  const lines = existsSync(readme) ? readFileSync(readme, 'utf8').split('\n') : [];
  const place = lines.findIndex((line) => line.includes(`[\`${name}\`]`));
  return place < 0 ? { place: lines.length, description: '' } : { place, description: lines[place]!.split('|')[3]?.trim().replaceAll('`', '') ?? '' };
}

function walk(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== 'node_modules' && name !== 'dist' && name !== 'package-lock.json')
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? walk(path) : [path]))
    .sort();
}
