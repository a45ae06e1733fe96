namespace Webhost.Providers.Conformance.Tests.AgentCore;

/// <summary>AgentCore with an agent in JavaScript.</summary>
public sealed class AgentCoreNodeRuntime : AgentCoreRuntime
{
    private const string Agent = """
        const http = require("node:http");
        const webhost = require("./webhost-runtime.cjs");

        let count = 0;

        http.createServer(async (request, response) => {
          const answer = (body, status = 200) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
          if (request.method === "GET") return answer({ status: "Healthy" }); // /ping
          let text = "";
          for await (const chunk of request) text += chunk;
          const { prompt } = JSON.parse(text); // /invocations
          if (prompt.startsWith("echo ")) return answer({ result: prompt.slice(5) });
          switch (prompt) {
            case "count": return answer({ result: `VERSION ${++count}` });
            case "stream":
              response.writeHead(200, { "content-type": "text/event-stream" });
              for (const event of ["one ", "two ", "three", { usage: { tokens: 3 } }]) response.write(`data: ${JSON.stringify(event)}\n\n`);
              return response.end();
            case "slow": return setTimeout(() => answer({ result: "late" }), 60_000);
            case "secret": return answer({ result: (await webhost.forRequest(request.headers).secret("KEY")) ?? "none" });
            case "usage": return answer({ result: "used", usage: { tokens: 7, toolCalls: 2 } });
            default: return answer({ error: "as asked" }, 500);
          }
        }).listen(8080, "0.0.0.0");
        """;

    public override string Entrypoint => "index.js";

    public override IReadOnlyDictionary<string, string> Source(string version) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["index.js"] = Agent.Replace("VERSION", version, StringComparison.Ordinal) };
}
