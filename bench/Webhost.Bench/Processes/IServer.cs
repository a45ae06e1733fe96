namespace Webhost.Bench.Processes;

/// <summary>A thing under test that runs as a process of its own.</summary>
internal interface IServer
{
    /// <summary>The word by which the process is told what to be.</summary>
    string Name { get; }

    /// <summary>Serves on a free port of 127.0.0.1, and calls <paramref name="listening"/> with the address, until the token is cancelled.</summary>
    Task ServeAsync(Action<string> listening, CancellationToken cancellationToken);
}
