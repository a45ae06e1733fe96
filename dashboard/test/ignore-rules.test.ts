import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ignoreFile, ignoreRules, staysAtHome, usual } from '@/deploy/ignore-rules';

const rules = (...own: string[]) => ignoreRules(own, { packages: false, dist: false });

describe('what stays at home', () => {
  it('is what the command line leaves there', () => {
    const source = readFileSync('../cli/Webhost.Cli/Projects/IgnoreRules.cs', 'utf8');
    const list = /Usual =\s*\[([^\]]+)\]/.exec(source)![1]!;

    expect(usual).toEqual([...[...list.matchAll(/"([^"]+)"/g)].map(([, rule]) => rule), '.webhost.json', ignoreFile]);
  });

  it('is a folder with all that is in it, but for nothing that only bears its name', () => {
    expect(staysAtHome('packages/a/node_modules/b/index.js', rules())).toBe(true);
    expect(staysAtHome('src/coverage', rules())).toBe(false);
    expect(staysAtHome('src/environment.ts', rules())).toBe(false);
  });

  it('is no part of a package that is uploaded', () => {
    const ignores = ignoreRules([], { packages: true, dist: false });

    expect(ignores('node_modules/@scope/b/dist', true)).toBe(false);
    expect(ignores('packages/a/dist', true)).toBe(true);
    expect(ignores('node_modules/a/.git', true)).toBe(true);
  });
});

describe('a project’s own line', () => {
  it.each([
    ['*.md', 'docs/a.md', true],
    ['/*.md', 'docs/a.md', false],
    ['/*.md', 'a.md', true],
    ['docs/*.md', 'docs/a.md', true],
    ['docs/*.md', 'docs/deep/a.md', false],
    ['docs/**/*.md', 'docs/deep/er/a.md', true],
    ['docs/**', 'docs/deep/a.txt', true],
    ['**/test', 'a/b/test', true],
    ['file?.txt', 'file1.txt', true],
    ['file[0-3].txt', 'file2.txt', true],
    ['file[!0-3].txt', 'file2.txt', false],
    ['a.b', 'aXb', false],
    ['# comment', '# comment', false],
    ['\\#file', '#file', true],
    ['test/', 'test', false],
    ['', 'anything', false],
    ['a[', 'a[', true],
  ])('%s says of %s: %s', (line, path, ignored) => {
    expect(rules(line)(path, false)).toBe(ignored);
  });

  it('wins over those before it', () => {
    const ignores = rules('*.txt\r', '!keep.txt', '!.env', '!dist/');

    expect(ignores('a.txt', false)).toBe(true);
    expect(ignores('keep.txt', false)).toBe(false);
    expect(ignores('.env', false)).toBe(false);
    expect(ignores('dist', true)).toBe(false);
  });
});
