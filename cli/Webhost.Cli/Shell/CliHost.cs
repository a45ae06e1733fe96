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

    /// <summary>Asks, and reads what is typed up to Enter, or pasted, without showing it.</summary>
    public required Func<Action, string> ReadHidden { get; init; }

    /// <summary>Opens an address in the user's browser.</summary>
    public required Action<Uri> OpenBrowser { get; init; }

    /// <summary>The clock, also of every pause.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The value of a variable; null if it is unset or empty.</summary>
    public string? Setting(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Reads a line of standard input; null at its end.</summary>
    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) => WaitAsync(Input.ReadLine, cancellationToken);

    /// <summary>Reads all of standard input.</summary>
    public Task<string> ReadToEndAsync(CancellationToken cancellationToken) => WaitAsync(Input.ReadToEnd, cancellationToken);

    /// <summary>Asks a person, and reads what is typed without showing it.</summary>
    public Task<string> ReadHiddenAsync(Action ask, CancellationToken cancellationToken) => WaitAsync(() => ReadHidden(ask), cancellationToken);

    /// <summary>An absolute path from one that the user gave.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    // Reads of a terminal or a pipe can't be cancelled: the wait for them is, and the process ends without them.
    private static Task<T> WaitAsync<T>(Func<T> read, CancellationToken cancellationToken) => Task.Run(read, CancellationToken.None).WaitAsync(cancellationToken);
}
