import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';

/** Makes a directory that only its owner may enter. */
export async function privateDirectory(directory) {
  await mkdir(directory, { recursive: true, mode: 0o700 });
}

/** Writes a JSON file so that a crash leaves either the old content or the new one, never a part. */
export async function writeJson(file, value) {
  await writeText(file, JSON.stringify(value));
}

/** Like {@link writeJson}, for text. The file is readable by its owner only. */
export async function writeText(file, text) {
  const temporary = `${file}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}

/** Reads a JSON file; undefined when there is none. */
export async function readJson(file) {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

/** Reads every JSON file of a directory and removes what a crash left half written. */
export async function readAllJson(directory) {
  const values = [];
  for (const name of await readdir(directory)) {
    const file = path.join(directory, name);
    if (name.endsWith('.tmp')) await rm(file, { force: true });
    else if (name.endsWith('.json')) values.push({ file, value: await readJson(file) });
  }
  return values;
}
