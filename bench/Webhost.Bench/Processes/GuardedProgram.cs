namespace Webhost.Bench.Processes;

/// <summary>
/// A program that is not ours and knows nothing of its parent: a shell stands between, which ends it when this program ends, and removes its folder.
/// </summary>
internal sealed class GuardedProgram : IAsyncDisposable
{
    private const string Guard = """
        exec 3<&0
        folder=$1
        shift
        "$@" </dev/null 3<&- & program=$!
        { cat; kill -TERM "$program"; } <&3 >/dev/null 2>&1 & watch=$!
        exec 3<&-
        wait "$program"; status=$?
        kill "$watch" 2>/dev/null
        [ -z "$folder" ] || rm -rf -- "$folder"
        exit "$status"
        """;

    private readonly OwnedProcess _process;

    private GuardedProgram(OwnedProcess process) => _process = process;

    /// <summary>The session of the program, and of what it starts unless that makes another.</summary>
    public int Session => _process.Session;

    /// <summary>Starts a program and waits until it writes a line that says that it is ready.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables to add to this program's own.</param>
    /// <param name="isReady">Whether a line says it.</param>
    /// <param name="folder">A folder that goes with it; null for none.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">It ended before; the message holds what it wrote last.</exception>
    public static async Task<GuardedProgram> StartAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, Func<string, bool> isReady, string? folder, CancellationToken cancellationToken) =>
        new(await OwnedProcess.StartAsync(["sh", "-c", Guard, "guard", folder ?? "", .. command], environment, isReady, cancellationToken));

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
