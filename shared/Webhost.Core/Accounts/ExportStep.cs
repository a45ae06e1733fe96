using Webhost.Core.Deployments;

namespace Webhost.Core.Accounts;

/// <summary>A step of an export.</summary>
public sealed record ExportStep
{
    /// <summary>The export.</summary>
    public required PendingItem Item { get; init; }

    /// <summary>Where it goes on.</summary>
    public required ExportPosition Position { get; init; }
}
