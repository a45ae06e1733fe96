using Webhost.Local.Ports;

namespace Webhost.Local.Parts;

/// <summary>A part of the stack: a child process, or something that runs inside this one. To add one, implement this and register it in <see cref="LocalStack"/>.</summary>
internal interface ILocalService
{
    /// <summary>A short name, as it stands before each of its log lines.</summary>
    string Name { get; }

    /// <summary>What it listens on; checked before anything starts.</summary>
    IReadOnlyList<PortClaim> Ports { get; }

    /// <summary>Its address for the ready line; null when nobody needs it.</summary>
    string? Address { get; }

    /// <summary>What a control plane must know to use it, by the names of settings.</summary>
    IReadOnlyDictionary<string, string> ControlPlaneSettings { get; }

    /// <summary>Why it is not ready yet, in a few words; null when there is nothing to say.</summary>
    string? WaitingFor { get; }

    /// <summary>Whether it saves what it has acknowledged only when it ends, so that it must not be killed before.</summary>
    bool SavesAtItsEnd => false;

    /// <summary>Starts it and completes when it is ready.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops it. When the token is cancelled there is no time left.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
