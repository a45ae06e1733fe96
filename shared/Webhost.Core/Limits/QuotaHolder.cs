using Webhost.Core.Identifiers;

namespace Webhost.Core.Limits;

/// <summary>This process, as it holds leases: under an id that is made at its start, and with numbers for its writes that never repeat.</summary>
internal sealed class QuotaHolder(TimeProvider time)
{
    private const string Prefix = "prc_";

    private long sequence;

    /// <summary>The id.</summary>
    public string Id { get; } = Identifiers.Id.New(Prefix, time);

    /// <summary>The number of the next write.</summary>
    public long Next() => Interlocked.Increment(ref sequence);
}
