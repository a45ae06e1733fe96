using Webhost.Testing;

namespace Webhost.Local.Tests;

/// <summary>Commands that a test runs to their end.</summary>
internal static class Shell
{
    /// <summary>Runs a script; its exit code and all that it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, IReadOnlyDictionary<string, string?>? environment = null)
    {
        await using var process = ChildProcess.Start("bash", ["-c", script], environment: environment);
        var exitCode = await process.WaitForExitAsync();
        return (exitCode, process.Output);
    }
}
