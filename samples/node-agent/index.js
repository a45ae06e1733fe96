// An agent for AgentCore in JavaScript without dependencies: POST /invocations and GET /ping on port 8080. It remembers what its session has said.
const http = require('node:http');

const notes = [];

function reply({ prompt = '' }) {
  notes.push(prompt);
  const words = `${notes.length === 1 ? 'Noted' : `Noted, after ${notes.length - 1} before it`}: ${prompt}`.split(' ');
  return { words, usage: { inputTokens: prompt.split(/\s+/).filter(Boolean).length, outputTokens: words.length } };
}

async function read(request) {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  return JSON.parse(text);
}

const server = http.createServer(async (request, response) => {
  if (request.method === 'GET' && request.url === '/ping') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ status: 'Healthy' }));
    return;
  }
  if (request.method !== 'POST' || request.url !== '/invocations') {
    response.writeHead(404).end();
    return;
  }
  let payload;
  try {
    payload = await read(request);
  } catch {
    response.writeHead(400).end();
    return;
  }
  const { words, usage } = reply(payload);
  if (!payload.stream) {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ output: words.join(' '), usage }));
    return;
  }
  response.setHeader('content-type', 'text/event-stream');
  words.forEach((word, index) => response.write(`data: ${JSON.stringify({ text: index === 0 ? word : ` ${word}` })}\n\n`));
  response.end(`data: ${JSON.stringify({ usage })}\n\n`);
});

server.listen(8080, '0.0.0.0');
