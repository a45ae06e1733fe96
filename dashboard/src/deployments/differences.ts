import type { Deployment, DeploymentContents } from '@/api/schema';
import { deploymentStatuses, frameworkName, runtimeName } from '@/format/names';
import { bytes, count, duration } from '@/format/numbers';
import { atTime } from '@/format/times';

/** A deployment, and what it consists of. */
export interface Version {
  deployment: Deployment;
  contents: DeploymentContents;
}

export interface Difference {
  name: string;
  before: string;
  after: string;
  differs: boolean;
}

export interface DifferenceGroup {
  title: string;
  rows: Difference[];
  /** What is not told line by line. */
  note?: string | undefined;
}

// More than anybody reads.
const mostFiles = 200;
const none = '–';

/** What a person wants to know of two versions: the code, what the manifest says, variables and secrets by name, and the files. */
export function differences(one: Version, two: Version): DifferenceGroup[] {
  const facts = (title: string, rows: [string, (version: Version) => string][]): DifferenceGroup => ({
    title,
    rows: rows.map(([name, of]) => row(name, of(one), of(two))).filter(({ before, after }) => before !== none || after !== none),
  });
  return [
    facts('Code', [
      ['Upload', ({ deployment }) => shortHash(deployment.artifact.checksum)],
      ['Size of the upload', ({ deployment }) => (deployment.artifact.sizeBytes ? bytes(deployment.artifact.sizeBytes) : none)],
      ['Build', ({ contents }) => shortHash(contents.buildChecksum)],
      ['Size of the build', ({ contents }) => (contents.buildSizeBytes ? bytes(contents.buildSizeBytes) : none)],
      ['Commit', ({ deployment }) => deployment.commitHash?.slice(0, 12) ?? none],
    ]),
    files(one.contents, two.contents),
    facts('Manifest', [
      ['Runtime', ({ deployment }) => runtimeName(deployment.runtimeProvider)],
      ['Entry point', ({ contents }) => contents.manifest?.entrypoint || none],
      ['Image', ({ contents }) => contents.manifest?.containerUri ?? none],
      ['Language', ({ contents }) => contents.manifest?.codeRuntime ?? none],
      ['Framework', ({ contents }) => (contents.manifest?.framework ? frameworkName(contents.manifest.framework) : none)],
      ['Streaming', ({ contents }) => yesNo(contents.manifest?.streaming)],
      ['Tools', ({ contents }) => yesNo(contents.manifest?.tools)],
      ['Required keys', ({ contents }) => contents.manifest?.requiredKeys.join(', ') || none],
      ['Optional keys', ({ contents }) => contents.manifest?.optionalKeys.join(', ') || none],
    ]),
    { title: 'Plain variables', rows: union(Object.keys(one.contents.env), Object.keys(two.contents.env)).map((key) => row(key, one.contents.env[key] ?? none, two.contents.env[key] ?? none)) },
    { title: 'Secrets', rows: union(one.contents.secretKeys, two.contents.secretKeys).map((key) => row(key, declared(one.contents, key), declared(two.contents, key))), note: 'By name. A deployment runs with the values of today, whichever serves.' },
    facts('Deployment', [
      ['Outcome', ({ deployment }) => deploymentStatuses[deployment.status].label],
      ['Took', ({ deployment }) => took(deployment)],
      ['Begun', ({ deployment }) => atTime(deployment.createdAt)],
      ['By', ({ deployment }) => (deployment.deployedBy.startsWith('usr_') ? 'You' : deployment.deployedBy)],
    ]),
  ].filter((group) => group.rows.length > 0 || group.title === 'Files');
}

function files(one: DeploymentContents, two: DeploymentContents): DifferenceGroup {
  if (!one.files || !two.files) return { title: 'Files', rows: [], note: 'The files of one of them can’t be read.' };
  const before = new Map(one.files.map((file) => [file.path, file]));
  const after = new Map(two.files.map((file) => [file.path, file]));
  const all = union([...before.keys()], [...after.keys()]);
  const rows = all.flatMap((path): Difference[] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old?.checksum === now?.checksum && old?.sizeBytes === now?.sizeBytes) return [];
    const sameSize = old?.sizeBytes === now?.sizeBytes;
    return [{ name: path, before: old ? bytes(old.sizeBytes) : none, after: now ? `${bytes(now.sizeBytes)}${sameSize ? ', other content' : ''}` : none, differs: true }];
  });
  const same = all.length - rows.length;
  const leftOut = Math.max(one.filesLeftOut ?? 0, two.filesLeftOut ?? 0);
  const notes = [
    rows.length > mostFiles && `${count(rows.length - mostFiles)} more differ.`,
    same > 0 && `${count(same)} ${same === 1 ? 'file is' : 'files are'} the same.`,
    leftOut > 0 && 'Only the first thousand of each are compared.',
  ];
  return { title: 'Files', rows: rows.slice(0, mostFiles), note: notes.filter(Boolean).join(' ') || undefined };
}

const row = (name: string, before: string, after: string): Difference => ({ name, before, after, differs: before !== after });

const union = (one: readonly string[], two: readonly string[]): string[] => [...new Set([...one, ...two])].sort();

const shortHash = (checksum: string | null | undefined): string => checksum?.replace('sha256:', '').slice(0, 12) ?? none;

const yesNo = (value: boolean | undefined): string => (value === undefined ? none : value ? 'Yes' : 'No');

const declared = (contents: DeploymentContents, key: string): string => (contents.secretKeys.includes(key) ? 'Declared' : none);

/** How long a deployment took. When it was deployed says nothing of that: a roll-back sets it anew. */
export const took = ({ createdAt, endedAt }: Deployment): string => (endedAt ? duration(new Date(endedAt).getTime() - new Date(createdAt).getTime()) : 'Running');
