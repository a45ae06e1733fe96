import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { nameProblem, suggestName } from '@/deploy/names';
import { keyProblem } from '@/secrets/keys';
import { linesOf, parseVariables } from '@/secrets/variables';
import { localPath } from '@/identity/session';
import { checkConfig } from '@/config';
import { snippet } from '@/playground/snippets';

describe('names', () => {
  it('follow the platform’s rule', () => {
    for (const good of ['echo', 'My agent 2', 'a.b-c_d', 'x'.repeat(64)]) expect(nameProblem(good, [])).toBeUndefined();
    for (const bad of ['', ' a', 'a  b', '-a', 'ä', 'x'.repeat(65), 'a ']) expect(nameProblem(bad, [])).toBeDefined();
  });

  it('are suggested free and valid', () => {
    expect(suggestName('echo', ['echo', 'Echo-2'])).toBe('echo-3');
    expect(suggestName('My Häuser!!.zip', [])).toBe('My-H-user');
    expect(suggestName('???', [])).toBe('my-agent');
  });
});

describe('variables', () => {
  it('are read a line each, values with = in them too', () => {
    expect(parseVariables('A=1\n# note\n\nURL=https://x/?a=b')).toEqual({ A: '1', URL: 'https://x/?a=b' });
  });

  it('come back as they are from the lines that they are shown as', () => {
    const env = { PEM: '-----BEGIN-----\nabc\r\n-----END-----\n', PADDED: '  two spaces ', QUOTED: '"so"', PATH: 'C:\\new\\r', PLAIN: 'say "so"', LITERAL: '\\n', EMPTY: '' };

    expect(parseVariables(linesOf(env))).toEqual(env);
    expect(linesOf({ PLAIN: 'say "so"', PADDED: ' x' })).toBe('PADDED=" x"\nPLAIN=say "so"');
    expect(parseVariables('A="open')).toContain('The quotes are not closed');
  });

  it('with a bad line say which', () => {
    expect(parseVariables('A=1\nnonsense')).toContain('Line 2');
    expect(parseVariables('A=1\nA=2')).toContain('twice');
    expect(parseVariables('WEBHOST_X=1')).toContain('WEBHOST_');
  });

  it('have names that the platform takes', () => {
    expect(keyProblem('OPENAI_API_KEY')).toBeUndefined();
    expect(keyProblem('1A')).toBeDefined();
    expect(keyProblem('telemetry_x')).toContain('TELEMETRY_');
  });
});

describe('after signing in', () => {
  it('only an address of this site is followed', () => {
    expect(localPath('/agents/agt_1/logs?level=warn')).toBe('/agents/agt_1/logs?level=warn');
    for (const bad of ['https://evil.example', '//evil.example', '/\\evil.example', '', undefined, '/callback?code=1']) expect(localPath(bad)).toBe('/');
  });
});

describe('the configuration', () => {
  it('names what it lacks', () => {
    expect(() => checkConfig({ apiBaseUrl: 'http://x' })).toThrow('oidcAuthority');
    expect(checkConfig({ apiBaseUrl: 'http://x/', oidcAuthority: 'http://y', oidcClientId: 'z' }).apiBaseUrl).toBe('http://x');
  });
});

describe('snippets', () => {
  it('carry any prompt whole, and no key', () => {
    const prompt = `It's "fine"\n\\ \`$HOME\``;

    const curl = snippet('curl', 'http://x/invoke', prompt, 'ses_1');
    const body = curl.slice(curl.indexOf("-d '") + 4, -1).replaceAll(`'\\''`, "'");
    expect(JSON.parse(body)).toEqual({ input: { prompt }, sessionId: 'ses_1' });
    expect(snippet('TypeScript', 'http://x/invoke', prompt, undefined)).toContain(JSON.stringify(prompt));
    expect(snippet('C#', 'http://x/invoke', prompt, undefined)).toContain(JSON.stringify({ input: { prompt } }));
    for (const language of ['curl', 'TypeScript', 'C#'] as const) expect(snippet(language, 'http://x', 'hi', undefined)).toContain('WEBHOST_API_KEY');
  });

  it('in TypeScript compiles as strictly as can be, without the types of a browser', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'snippet-'));
    try {
      await writeFile(join(folder, 'call.mts'), snippet('TypeScript', 'http://x/invoke', 'hi', 'ses_1'));

      await promisify(execFile)(tool('tsc'), ['--noEmit', '--strict', '--module', 'nodenext', '--lib', 'es2023', '--types', 'node', '--typeRoots', tool('../@types'), 'call.mts'], { cwd: folder });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('say why they were refused', () => {
    expect(snippet('TypeScript', 'http://x', 'hi', undefined)).toContain('if (!response.ok) throw new Error(answer.error.message)');
    // Without reflection, which a program of one file has not.
    expect(snippet('C#', 'http://x', 'hi', undefined)).toContain('JsonDocument.Parse(');
    expect(snippet('C#', 'http://x', 'hi', undefined)).toContain('if (!response.IsSuccessStatusCode) throw new Exception(answer.RootElement.GetProperty("error").GetProperty("message").GetString())');
  });
});

const tool = (name: string) => join(import.meta.dirname, '../node_modules/.bin', name);
