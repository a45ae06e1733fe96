namespace Webhost.Core.Artifacts;

/// <summary>A checked <c>agent.config.json</c> (master spec §15.2, runtime provider interface §9.1).</summary>
public sealed record AgentManifest
{
    /// <summary>The one supported protocol.</summary>
    public const string SupportedProtocol = "invoke/v1";

    /// <summary>The manifest's file name, at the archive's root or inside its only folder.</summary>
    public const string FileName = "agent.config.json";

    /// <summary>Informational; null if not given.</summary>
    public string? Name { get; init; }

    /// <summary><see cref="SupportedProtocol"/>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The runtime that the code is for.</summary>
    public required string Runtime { get; init; }

    /// <summary>The entry file, relative to the manifest's folder, with forward slashes.</summary>
    public required string Entrypoint { get; init; }

    /// <summary>The framework; the agent's own, or what was detected, when the manifest does not say.</summary>
    public string? Framework { get; init; }

    /// <summary>Variables and secrets without which the agent can't run.</summary>
    public IReadOnlyList<string> RequiredKeys { get; init; } = [];

    /// <summary>Variables and secrets that the agent uses when they are there.</summary>
    public IReadOnlyList<string> OptionalKeys { get; init; } = [];

    /// <summary>Whether the agent streams.</summary>
    public bool Streaming { get; init; }

    /// <summary>Whether the agent calls tools.</summary>
    public bool Tools { get; init; }

    /// <summary>Durable Object classes that the module exports (<c>cloudflare-agents</c>); empty when they are to be found out.</summary>
    public IReadOnlyList<string> DurableObjects { get; init; } = [];

    /// <summary>The language and version that AgentCore runs the code with, such as <c>PYTHON_3_13</c>; null for its default.</summary>
    public string? CodeRuntime { get; init; }

    /// <summary>The container image that is the agent, in place of code; null for code. The entry point is empty then.</summary>
    public string? ContainerUri { get; init; }
}
