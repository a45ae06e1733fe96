using System.Diagnostics;
using Webhost.Local.AgentCore.Runtimes;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>The interpreters of this machine that agents run in.</summary>
internal sealed class Interpreters
{
    private const string Pythons = "PYTHON_";
    private static readonly string[] Folders = ["/usr/bin", "/usr/local/bin"];
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private readonly Interpreter? _python;
    private readonly Interpreter? _node;

    private Interpreters(Interpreter? python, Interpreter? node)
    {
        _python = python;
        _node = node;
    }

    public static async Task<Interpreters> FindAsync() => new(
        Installed("python3") ?? await AskAsync("python3", ["-c", "import os, sys; print(os.path.realpath(sys.executable)); print(sys.base_prefix)"]),
        Installed("node") ?? await AskAsync("node", ["-p", "process.execPath + '\\n' + require('path').dirname(require('path').dirname(process.execPath))"]));

    /// <summary>The folders of those that lie outside the usual places.</summary>
    public IEnumerable<string> Prefixes => new[] { _python?.Prefix, _node?.Prefix }.OfType<string>();

    /// <summary>The runtime that the machine's own Python is, such as <c>PYTHON_3_12</c>; null when that is none of AgentCore's.</summary>
    public string? Python => _python is { } python
        ? RuntimeRules.Runtimes.FirstOrDefault(runtime => runtime.StartsWith(Pythons, StringComparison.Ordinal) && Path.GetFileName(File.ResolveLinkTarget(python.File, returnFinalTarget: true)?.FullName ?? python.File) == ProgramOf(runtime))
        : null;

    /// <summary>The interpreter for a runtime such as <c>PYTHON_3_12</c>: that very version where it is installed, else the machine's.</summary>
    public Interpreter? For(string runtime)
    {
        if (runtime.StartsWith("NODE", StringComparison.Ordinal))
            return _node;
        return Installed(ProgramOf(runtime)) ?? _python;
    }

    private static string ProgramOf(string runtime) => $"python{runtime[Pythons.Length..].Replace('_', '.')}";

    private static Interpreter? Installed(string name) =>
        Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } file ? new Interpreter(file, null) : null;

    // One of a version manager lies anywhere, behind a script that chooses it.
    private static async Task<Interpreter?> AskAsync(string name, IEnumerable<string> arguments)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var lines = (await process.StandardOutput.ReadToEndAsync(timeout.Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines is [var file, var prefix] && File.Exists(file) ? new Interpreter(file, prefix) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // there is none
        }
    }
}

/// <summary>An interpreter.</summary>
/// <param name="File">The program.</param>
/// <param name="Prefix">The folder that it and its library lie in when that is not <c>/usr</c>.</param>
internal sealed record Interpreter(string File, string? Prefix);
