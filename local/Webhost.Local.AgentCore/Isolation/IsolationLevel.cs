namespace Webhost.Local.AgentCore.Isolation;

/// <summary>How far sessions are apart from each other and from this machine.</summary>
internal enum IsolationLevel
{
    /// <summary>A clean environment and resource limits; sessions run as the user of the emulator.</summary>
    Limits,

    /// <summary>A user of its own for each session besides.</summary>
    Users,

    /// <summary>A network, processes and a read-only file system of its own besides.</summary>
    Namespaces,
}
