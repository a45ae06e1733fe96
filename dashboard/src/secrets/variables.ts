import { keyProblem } from './keys';

/** Variables as lines to edit; a value that a plain line can't hold stands in quotes. */
export const linesOf = (env: Record<string, string>): string => Object.entries(env).sort(([a], [b]) => a.localeCompare(b)).map(([key, value]) => `${key}=${quoted(value)}`).join('\n');

const quoted = (value: string): string => (/^\s|\s$|[\r\n]|^"/.test(value) ? `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"` : value);

/** Lines as variables; what is wrong with the first bad one otherwise. */
export function parseVariables(text: string): Record<string, string> | string {
  const env: Record<string, string> = {};
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    if (at < 1) return `Line ${index + 1} is no NAME=value.`;
    const key = line.slice(0, at).trim();
    const problem = keyProblem(key);
    if (problem) return `Line ${index + 1}, ${key}: ${problem}`;
    if (key in env) return `Line ${index + 1}: ${key} is there twice.`;
    const value = unquoted(line.slice(at + 1).trim());
    if (value === undefined) return `Line ${index + 1}, ${key}: The quotes are not closed. Write a line break in them as \\n, and a quote as \\".`;
    env[key] = value;
  }
  return env;
}

function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return text;
  const inner = /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1];
  return inner?.replace(/\\([nr"\\])/g, (_, character: string) => (character === 'n' ? '\n' : character === 'r' ? '\r' : character));
}
