using Microsoft.Extensions.DependencyInjection;
using Webhost.Core.Providers;

namespace Webhost.Providers.Conformance.Tests.InMemory;

/// <summary>The third runtime, set up in one line.</summary>
public sealed class InMemoryRuntime : RuntimeFixture
{
    private readonly ServiceProvider services = new ServiceCollection().AddSingleton<IRuntimeProvider, InMemoryProvider>().AddSingleton<RuntimeProviders>().BuildServiceProvider();

    public override IRuntimeProvider Provider => services.GetRequiredService<RuntimeProviders>().Get("memory");

    public override string Entrypoint => "agent.txt";

    public override Uri TelemetryUrl { get; } = new("http://127.0.0.1:9/v1/telemetry/report");

    public override IReadOnlyDictionary<string, string> Source(string version) => new Dictionary<string, string>(StringComparer.Ordinal) { ["agent.txt"] = version };

    public override Task ReportedAsync(string invocationId) => throw new InvalidOperationException("This runtime's answers say what was used.");

    public override Task InitializeAsync() => Task.CompletedTask;

    public override async Task DisposeAsync() => await services.DisposeAsync();
}
