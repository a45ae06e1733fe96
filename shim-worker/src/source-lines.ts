/** Names the agent's own files and lines in errors, in place of those of the bundle. The bundler's table comes as a module beside it (`SourceLines` in the adapter). */

interface Table {
  files: string[];
  /** For each line of the bundle its places: the column, the number of the file or -1, and the line there or 0, of each. */
  lines: Record<string, number[]>;
}

let json: string | undefined;
let table: Table | undefined;

/** Takes the table, as JSON that is read when it is needed. */
export function bindSourceLines(text: string): void {
  json = text;
  table = undefined;
}

/** The text, with `src/index.ts:12` for `agent.js:2:210`. A file of a package has no line. */
export function withSourceLines(text: string): string {
  if (json === undefined || !text.includes("agent.js:")) return text;
  return text.replace(/\bagent\.js:(\d{1,9}):(\d{1,9})/g, (place, line: string, column: string) => find(line, Number(column)) ?? place);
}

/** A stack as the agent's author knows it: without what runs around the agent. */
export function stackOfAgent(stack: string): string {
  const lines = stack.split("\n");
  const own = lines.filter((line) => !/^ +at .*\bshim\.js:\d+:\d+\)?$/.test(line));
  return withSourceLines(own.some((line) => /^ +at /.test(line)) ? own.join("\n") : stack);
}

function find(line: string, column: number): string | undefined {
  const { files, lines } = (table ??= JSON.parse(json!) as Table);
  const places = lines[line] ?? [];
  let first = 0;
  let end = places.length / 3;
  while (first < end) {
    const middle = (first + end) >> 1;
    if (places[middle * 3]! <= column) first = middle + 1;
    else end = middle;
  }
  if (first === 0) return undefined;
  const file = files[places[first * 3 - 2]!];
  const fileLine = places[first * 3 - 1];
  return file && fileLine ? `${file}:${fileLine}` : file;
}
