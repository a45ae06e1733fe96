import { unzipSync, zipSync, type Zippable } from 'fflate';

/** The files of an agent by their paths, as they will lie in the archive. */
export type Files = Map<string, Uint8Array>;

/** What is done with archives. It takes the longer the larger they are, so the page has it done beside itself (`beside.ts`). */
export const zipping = {
  /** The same bytes for the same files. */
  pack: (files: Files): Uint8Array => {
    const entries: Zippable = Object.fromEntries([...files].map(([path, content]) => [path, [content, { mtime: new Date('1980-01-02T00:00:00') }]]));
    return zipSync(entries, { level: 6 });
  },

  /** The files in an archive, each with its size in bytes, none of them unpacked. */
  sizes: (archive: Uint8Array): Map<string, number> => {
    const sizes = new Map<string, number>();
    unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        if (!name.endsWith('/')) sizes.set(name, originalSize);
        return false;
      },
    });
    return sizes;
  },

  /** Of an archive the files at these paths. */
  read: (archive: Uint8Array, paths: ReadonlySet<string>): Files => new Map(Object.entries(unzipSync(archive, { filter: ({ name }) => paths.has(name) }))),
};

export type Zipping = typeof zipping;
export type Job = { [Act in keyof Zipping]: [Act, ...Parameters<Zipping[Act]>] }[keyof Zipping];

/** Does one thing, and tells what came of it in a form that can be sent. */
export function work([act, ...given]: Job): { done: unknown } | { failed: string } {
  try {
    return { done: (zipping[act] as (...given: unknown[]) => unknown)(...given) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
