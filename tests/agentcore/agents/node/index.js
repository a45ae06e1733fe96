// The same contract in Node: an answer in JSON and one in events.
const http = require('node:http');

http
  .createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify({ status: 'Healthy' }));
      return;
    }
    let text = '';
    request.on('data', (piece) => (text += piece));
    request.on('end', async () => {
      const body = JSON.parse(text);
      if (body.fetch) {
        const failure = await fetch(body.fetch).then(() => null, (error) => error.cause?.message ?? error.message);
        response.end(JSON.stringify({ failure }));
        return;
      }
      if (!body.stream) {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ echo: body, user: process.getuid(), environment: Object.keys(process.env).sort() }));
        return;
      }
      response.setHeader('content-type', 'text/event-stream');
      for (const word of ['one', 'two', 'three']) response.write(`data: ${word}\n\n`);
      response.end();
    });
  })
  .listen(8080, '0.0.0.0');
