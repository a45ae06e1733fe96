using System.Collections.Concurrent;
using Webhost.Core.Secrets;

namespace Webhost.Core.Tests.Doubles;

/// <summary>A vault in memory.</summary>
internal sealed class FakeVault : ISecretVault
{
    public ConcurrentDictionary<string, string> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What happens right after a value was removed.</summary>
    public Func<Task> Removed { get; set; } = () => Task.CompletedTask;

    public Task SetAsync(string name, string value, CancellationToken cancellationToken)
    {
        Values[name] = value;
        return Task.CompletedTask;
    }

    public Task<string?> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Values.GetValueOrDefault(name));

    public Task<string> GetOrAddAsync(string name, Func<string> create, CancellationToken cancellationToken) => Task.FromResult(Values.GetOrAdd(name, _ => create()));

    public Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        Values.TryRemove(name, out _);
        return Removed();
    }

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
