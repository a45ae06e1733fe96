namespace Webhost.Cli.Shell;

/// <summary>Everything that a command touches of the machine it runs on; tests give their own.</summary>
internal sealed record CliHost
{
    /// <summary>Standard input.</summary>
    public required TextReader Input { get; init; }

    /// <summary>Standard output: results only.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: progress, hints and errors.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether a person types on standard input.</summary>
    public required bool InputIsTerminal { get; init; }

    /// <summary>Whether a person reads standard output.</summary>
    public required bool OutputIsTerminal { get; init; }

    /// <summary>Whether a person reads standard error.</summary>
    public required bool ErrorIsTerminal { get; init; }

    /// <summary>Reads an environment variable; null if it is not set.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Relative paths start here.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Reads a line without showing it.</summary>
    public required Func<string> ReadHidden { get; init; }

    /// <summary>Opens an address in the user's browser.</summary>
    public required Action<Uri> OpenBrowser { get; init; }

    /// <summary>The clock, also of every pause.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The value of a variable; null if it is unset or empty.</summary>
    public string? Setting(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>An absolute path from one that the user gave.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);
}
