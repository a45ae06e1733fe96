namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>How an attempt to start workerd ended.</summary>
internal abstract record WorkerdStart
{
    private WorkerdStart() { }

    /// <summary>All sockets listen.</summary>
    internal sealed record Listening(WorkerdProcess Process, TimeSpan Elapsed) : WorkerdStart;

    /// <summary>It ended before it listened; the text is the script's own error, or the runtime's.</summary>
    internal sealed record Failed(string Message) : WorkerdStart;

    /// <summary>The module scope used too much CPU, or didn't end in time.</summary>
    internal sealed record TimedOut : WorkerdStart;

    /// <summary>The module scope filled the heap.</summary>
    internal sealed record OutOfMemory : WorkerdStart;
}
