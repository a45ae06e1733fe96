using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>Runs a build tool: no inherited environment, no shell between arguments and tool, low priority, a memory bound where the system has one, and an end.</summary>
internal sealed class BuildProcess
{
    private const int MaximumOutputChars = 512 * 1024;

    // What the shell answers when it can't become the tool.
    private const int CannotRun = 126;
    private const int NotFound = 127;

    // Sets the bounds, then becomes the tool: "$0" is the tool and "$@" its arguments, untouched.
    private const string BoundedStart = "ulimit -v \"$WEBHOST_KB\" 2>/dev/null; unset WEBHOST_KB; exec nice -n 5 \"$0\" \"$@\"";

    public required string Tool { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required string WorkingDirectory { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public required TimeSpan Timeout { get; init; }

    /// <summary>Megabytes of address space; no bound when null.</summary>
    public int? MemoryMegabytes { get; init; }

    /// <exception cref="InvalidOperationException">The tool could not be started: a fault of this machine, not of the customer.</exception>
    public async Task<ProcessOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = CreateStartInfo() };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"The build tool '{Tool}' could not be started.", exception);
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return new ProcessOutcome(ExitCode: -1, Read(output), TimedOut: true);
        }

        return process.ExitCode is CannotRun or NotFound && IsBounded
            ? throw new InvalidOperationException($"The build tool '{Tool}' could not be started.")
            : new ProcessOutcome(process.ExitCode, Read(output), TimedOut: false);
    }

    private bool IsBounded => OperatingSystem.IsLinux() && MemoryMegabytes is not null;

    private ProcessStartInfo CreateStartInfo()
    {
        var start = new ProcessStartInfo(IsBounded ? "/bin/sh" : Tool)
        {
            WorkingDirectory = WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach (var (key, value) in Environment)
        {
            start.Environment[key] = value;
        }

        if (IsBounded)
        {
            start.Environment["WEBHOST_KB"] = (MemoryMegabytes!.Value * 1024L).ToString();
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(BoundedStart);
            start.ArgumentList.Add(Tool);
        }

        foreach (var argument in Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            if (line is not null && output.Length < MaximumOutputChars)
            {
                output.Append(line, 0, Math.Min(line.Length, MaximumOutputChars)).Append('\n');
            }
        }
    }

    private static string Read(StringBuilder output)
    {
        lock (output)
        {
            return output.ToString();
        }
    }
}
