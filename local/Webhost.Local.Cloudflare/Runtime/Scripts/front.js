// Stands before every script in the script's own process: tells what the script threw, answers the watchdog, and passes traces on.
let tailing = false;

export default {
  async fetch(request, env) {
    try {
      return await env.MAIN.fetch(request);
    } catch (error) {
      const thrown = error instanceof Error ? error.message : String(error);
      return new Response("error code: 1101", {
        status: 500,
        headers: { "x-webhost-exception": `${env.MARK} ${encodeURIComponent(thrown.slice(0, 2048))}` },
      });
    }
  },
  tail(events, env) {
    for (const event of events) {
      if (tailing || event.exceptions.length > 0) console.log(`${env.MARK} ${JSON.stringify(event)}`);
    }
  },
};

// The health socket: a GET proves that the event loop turns, a PUT says whether anybody listens to the traces.
export const health = {
  fetch(request) {
    if (request.method === "PUT") tailing = new URL(request.url).pathname === "/tailing/on";
    return new Response("ok");
  },
};
