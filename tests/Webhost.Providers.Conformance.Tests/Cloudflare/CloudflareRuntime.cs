using Webhost.Core.Providers;
using Webhost.Providers.Cloudflare.Tests.Deployments;

namespace Webhost.Providers.Conformance.Tests.Cloudflare;

/// <summary>Cloudflare, as real workerd processes behind the local API.</summary>
public sealed class CloudflareRuntime : RuntimeFixture
{
    private const string Agent = """
        export default {
          async invoke(request, context) {
            const prompt = request.messages.at(-1).content;
            if (prompt.startsWith("echo ")) return prompt.slice(5);
            switch (prompt) {
              case "count": {
                const n = ((await context.state.get("n")) ?? 0) + 1;
                await context.state.set("n", n);
                return `VERSION ${n}`;
              }
              case "stream": return (async function* () { for (const word of ["one ", "two ", "three"]) yield word; })();
              case "slow": await new Promise((done) => setTimeout(done, 60_000)); return "late";
              case "secret": return context.env.KEY ?? "none";
              case "usage": context.usage.add({ tokens: 7, toolCalls: 2 }); return "used";
              default: throw new Error("as asked");
            }
          },
        };
        """;

    private readonly LocalCloudflare cloudflare = new();

    public override IRuntimeProvider Provider => cloudflare.Provider;

    public override string Entrypoint => "index.js";

    public override Uri TelemetryUrl => cloudflare.TelemetryUrl;

    public override IReadOnlyDictionary<string, string> Source(string version) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { ["index.js"] = Agent.Replace("VERSION", version, StringComparison.Ordinal) };

    public override Task ReportedAsync(string invocationId) => cloudflare.TelemetryOfAsync(invocationId);

    public override Task InitializeAsync() => cloudflare.InitializeAsync();

    public override Task DisposeAsync() => cloudflare.DisposeAsync();
}
