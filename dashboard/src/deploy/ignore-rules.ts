/** The project's own rules of what stays at home, with the syntax of .gitignore. */
export const ignoreFile = '.webhostignore';

/** What stays at home of any project, as the command line has it: what others make, and files with secrets, which are set as secrets. */
export const usual = [
  '.git/', '.hg/', '.svn/', '.env', '.env.*', '!.env.example', '.dev.vars', '.dev.vars.*', '.npmrc', '.yarnrc.yml', '.yarn/', '.pnp.*',
  '.webhost/', '.wrangler/', '.vscode/', '.idea/', 'coverage/', '.DS_Store', '*.log', '__pycache__/', '*.pyc', '.venv/', 'venv/', '.webhost.json', ignoreFile,
];

interface Rule {
  pattern: RegExp;
  keeps: boolean;
  foldersOnly: boolean;
}

interface Included {
  packages: boolean;
  dist: boolean;
}

/** Tells whether a file or folder stays at home; later lines win over earlier ones. */
export function ignoreRules(own: readonly string[], { packages, dist }: Included): (path: string, isFolder: boolean) => boolean {
  // What a project builds stays at home; what a package brings is the package.
  const optional = [...(dist ? [] : ['dist/']), ...(packages ? ['!**/node_modules/**/dist/', '!**/node_modules/**/coverage/'] : ['node_modules/'])];
  // Archives of a Mac have a folder that no project has.
  const rules = [...usual, '__MACOSX/', ...optional, ...own].map(parse).filter((rule) => rule !== undefined).reverse();
  return (path, isFolder) => rules.find(({ pattern, foldersOnly }) => (isFolder || !foldersOnly) && pattern.test(path))?.keeps === false;
}

/** The same for a file with the folders that it lies in: with a folder all that is in it stays. */
export const staysAtHome = (path: string, ignores: ReturnType<typeof ignoreRules>): boolean =>
  ignores(path, false) || [...path.matchAll(/\//g)].some(({ index }) => ignores(path.slice(0, index), true));

function parse(line: string): Rule | undefined {
  const text = line.trimEnd();
  if (text === '' || text.startsWith('#')) return undefined;
  const keeps = text.startsWith('!');
  const path = text.slice(keeps ? 1 : 0).replace(/\/+$/, '');
  if (path === '') return undefined;
  return { pattern: new RegExp(`^${path.includes('/') ? '' : '(?:.*/)?'}${toRegex(path.replace(/^\/+/, ''))}$`), keeps, foldersOnly: text.endsWith('/') };
}

const toRegex = (glob: string): string => glob.replace(/\*\*\/|\*\*|\*|\?|\[[^\]]+\]|\\.|[^]/g, (part) => {
  if (part === '**/') return '(?:.*/)?';
  if (part === '**') return '.*';
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.length > 2) return `[${part.slice(1, -1).replace(/[\\[]/g, '\\$&').replace(/^!/, '^')}]`;
  return escape(part.length === 2 ? part.slice(1) : part);
});

const escape = (character: string): string => character.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
