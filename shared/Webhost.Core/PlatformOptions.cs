namespace Webhost.Core;

/// <summary>Facts about this installation.</summary>
public sealed record PlatformOptions
{
    /// <summary>The address under which workloads and people reach the control plane.</summary>
    public required Uri PublicBaseUrl { get; init; }

    /// <summary>The ids of the users who run it.</summary>
    public IReadOnlyList<string> Operators { get; init; } = [];
}
