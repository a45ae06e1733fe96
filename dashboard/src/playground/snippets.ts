export type Language = 'curl' | 'TypeScript' | 'C#';

/** The same call as code. The key is named by a variable: no key ever stands in a page. */
export function snippet(language: Language, url: string, prompt: string, sessionId: string | undefined): string {
  const body = JSON.stringify({ input: { prompt }, ...(sessionId && { sessionId }) });
  switch (language) {
    case 'curl':
      return curl(`-N ${url}`, 'Accept: text/event-stream', body);
    case 'TypeScript':
      return `const response = await fetch(${JSON.stringify(url)}, {
  method: 'POST',
  headers: {
    Authorization: \`Bearer \${process.env.WEBHOST_API_KEY}\`,
    'Content-Type': 'application/json',
  },
  body: JSON.stringify(${pretty(body, 1)}),
});
const answer = JSON.parse(await response.text());
if (!response.ok) throw new Error(answer.error.message);
console.log(answer.output.text);`;
    case 'C#':
      return `using System.Net.Http.Headers;
using System.Text.Json;

using var http = new HttpClient();
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Environment.GetEnvironmentVariable("WEBHOST_API_KEY"));

using var content = new StringContent(${verbatim(body)}, System.Text.Encoding.UTF8, "application/json");
using var response = await http.PostAsync(${JSON.stringify(url)}, content);
using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
if (!response.IsSuccessStatusCode) throw new Exception(answer.RootElement.GetProperty("error").GetProperty("message").GetString());
Console.WriteLine(answer.RootElement.GetProperty("output").GetProperty("text").GetString());`;
  }
}

/** A call that is accepted at once and answered later. */
export const curlAsync = (url: string, prompt: string): string => curl(url, 'Prefer: respond-async', JSON.stringify({ input: { prompt } }));

const curl = (target: string, header: string, body: string): string =>
  `curl ${target} \\\n  -H "Authorization: Bearer $WEBHOST_API_KEY" \\\n  -H "Content-Type: application/json" \\\n  -H "${header}" \\\n  -d '${body.replaceAll("'", `'\\''`)}'`;

const pretty = (json: string, depth: number): string => JSON.stringify(JSON.parse(json), null, 2).replaceAll('\n', `\n${'  '.repeat(depth)}`);

// A raw literal's quotes must be one more than any run of quotes inside.
function verbatim(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/"+/g)].map((run) => run[0].length));
  const quotes = '"'.repeat(longest + 1);
  return `${quotes}\n    ${text}\n    ${quotes}`;
}
