namespace Webhost.Contracts.Deployments;

/// <summary>What a deployment's <c>agent.config.json</c> said, once it was checked (master spec §15.2).</summary>
public sealed record DeploymentManifest
{
    /// <summary>The name in the manifest; null if it has none.</summary>
    public string? Name { get; init; }

    /// <summary><c>invoke/v1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The runtime that the code is for.</summary>
    public required string Runtime { get; init; }

    /// <summary>The entry file, relative to the manifest; empty for a container image.</summary>
    public required string Entrypoint { get; init; }

    /// <summary>The framework, as said or as found out; null for neither.</summary>
    public string? Framework { get; init; }

    /// <summary>Keys without which the agent can't run.</summary>
    public required IReadOnlyList<string> RequiredKeys { get; init; }

    /// <summary>Keys that the agent uses when they are there.</summary>
    public required IReadOnlyList<string> OptionalKeys { get; init; }

    /// <summary>Whether the agent streams.</summary>
    public required bool Streaming { get; init; }

    /// <summary>Whether the agent calls tools.</summary>
    public required bool Tools { get; init; }

    /// <summary>The language and version that the code runs with; null for the runtime's own.</summary>
    public string? CodeRuntime { get; init; }

    /// <summary>The container image that is the agent; null for code.</summary>
    public string? ContainerUri { get; init; }
}
