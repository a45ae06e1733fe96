namespace Webhost.Core.Providers;

/// <summary>How a workload reports telemetry and recognises the gateway (runtime provider interface §8.3).</summary>
public sealed record TelemetryBinding
{
    /// <summary>The control plane's ingestion address.</summary>
    public required Uri EndpointUrl { get; init; }

    /// <summary>The key with which the workload signs its reports: lower-case hexadecimal.</summary>
    public required string TelemetrySecret { get; init; }

    /// <summary>The key with which the gateway signs its calls: lower-case hexadecimal.</summary>
    public required string InvokeSecret { get; init; }

    /// <inheritdoc/>
    public override string ToString() => nameof(TelemetryBinding);
}
