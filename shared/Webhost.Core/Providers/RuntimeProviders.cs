using System.Diagnostics.CodeAnalysis;
using Webhost.Core.Agents;

namespace Webhost.Core.Providers;

/// <summary>The runtimes that are set up here, by id.</summary>
public sealed class RuntimeProviders
{
    private readonly Dictionary<string, IRuntimeProvider> byId;

    /// <summary>Takes every registered adapter.</summary>
    public RuntimeProviders(IEnumerable<IRuntimeProvider> providers)
    {
        byId = providers.ToDictionary(provider => provider.Id, StringComparer.Ordinal);
        Ids = [.. byId.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The ids in order.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The adapters.</summary>
    public IEnumerable<IRuntimeProvider> All => byId.Values;

    /// <summary>Whether a runtime is set up.</summary>
    public bool Contains(string id) => byId.ContainsKey(id);

    /// <summary>The adapter of a runtime.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out IRuntimeProvider? provider) => byId.TryGetValue(id, out provider);

    /// <summary>The adapter of a runtime that is known to be set up; throws otherwise.</summary>
    public IRuntimeProvider Get(string id) =>
        byId.TryGetValue(id, out var provider) ? provider : throw new InvalidOperationException($"The runtime '{id}' is not set up here.");

    /// <summary>How long a session of an agent lives unused on the runtime that serves; <see cref="TimeSpan.MaxValue"/> for ever, also where that is not set up any more.</summary>
    public TimeSpan SessionLifeOf(AgentRecord agent) => TryGet(agent.ActiveRuntime ?? agent.RuntimeProvider, out var provider) ? provider.Capabilities.SessionTimeToLive : TimeSpan.MaxValue;
}
