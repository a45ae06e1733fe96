using System.Collections.Concurrent;
using Webhost.Core.Secrets;

namespace Webhost.Bench.Telemetry;

/// <summary>A vault in memory, for the key that reports are signed with.</summary>
internal sealed class MemoryVault : ISecretVault
{
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);

    public Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        _values[name] = value;
        return Task.CompletedTask;
    }

    public Task<string?> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_values.GetValueOrDefault(name));

    public Task<string> GetOrAddAsync(string name, Func<string> create, CancellationToken cancellationToken) => Task.FromResult(_values.GetOrAdd(name, _ => create()));

    public Task RemoveAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
