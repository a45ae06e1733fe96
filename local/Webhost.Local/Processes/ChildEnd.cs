namespace Webhost.Local.Processes;

/// <summary>How a child ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + n when signal n ended it.</param>
/// <param name="After">How long it ran.</param>
/// <param name="LastLines">The last that it wrote.</param>
internal sealed record ChildEnd(int ExitCode, TimeSpan After, IReadOnlyList<string> LastLines)
{
    /// <summary>In words.</summary>
    public string Reason => ExitCode switch
    {
        137 => "was killed (SIGKILL; out of memory is a common cause)",
        139 => "crashed (SIGSEGV)",
        134 => "aborted (SIGABRT)",
        143 => "was terminated (SIGTERM)",
        > 128 => $"was ended by signal {ExitCode - 128}",
        _ => $"ended with exit code {ExitCode}",
    };
}
