// Stands in for the production dispatcher where that isn't built: the same routes, the same errors.
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const [, name, ...rest] = url.pathname.split("/");
    url.pathname = "/" + rest.join("/");
    try {
      return await env.DISPATCHER.get(name, {}, { limits: { cpuMs: 30000, subRequests: 50 } }).fetch(new Request(url, request));
    } catch (error) {
      const missing = error.message.startsWith("Worker not found");
      return Response.json(
        { error: { code: missing ? "NOT_FOUND" : "RUNTIME_ERROR", message: error.message, retryable: false } },
        { status: missing ? 404 : 502, headers: { "x-webhost-error": missing ? "worker-not-found" : "worker-exception" } },
      );
    }
  },
};
