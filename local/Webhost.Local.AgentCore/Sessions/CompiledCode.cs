using System.Formats.Tar;
using Microsoft.Extensions.Logging;
using Webhost.Local.AgentCore.Isolation;
using Webhost.Local.AgentCore.Runtimes;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Sessions;

/// <summary>
/// What Python makes of a version's modules before it runs them. Each session would make it again at its start, as none may write what others run: so it is made once, after the version's first
/// session has started and in a sandbox where nothing of the code runs, and laid over the code of the sessions to come. They start without it as well, only later.
/// </summary>
internal sealed partial class CompiledCode(Sandbox sandbox, RuntimeStore runtimes, UnpackedCode unpacked, ILogger<CompiledCode> logger) : IAsyncDisposable
{
    private const long MostBytes = 256L * 1024 * 1024;
    private const long LargestFile = 16L * 1024 * 1024;
    // A session that lays its changes over it may change all of it, as it may the code.
    private const UnixFileMode FilesForAll = (UnixFileMode)0x1B6;
    private const UnixFileMode FoldersForAll = (UnixFileMode)0x1FF;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<(string RuntimeId, string Version), Making> _begun = [];
    private bool _isClosed;

    /// <summary>The folder to lay over a version's code; null when there is none, yet or at all.</summary>
    public string? Of(string runtimeId, string version) => runtimes.CompiledOf(runtimeId, version) is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Begins to make it, if that has not begun before. Whether it succeeds is nobody's concern.</summary>
    public void Begin(string runtimeId, string version, Interpreter interpreter, string entryFile, int emulatorPort)
    {
        lock (_lock)
        {
            if (_isClosed || _begun.ContainsKey((runtimeId, version)))
                return;
            var stop = new CancellationTokenSource();
            _begun[(runtimeId, version)] = new Making(stop, Task.Run(() => MakeAsync(runtimeId, version, interpreter, entryFile, emulatorPort, stop.Token)));
        }
    }

    /// <summary>A runtime is gone: nothing more is made of its code.</summary>
    public async Task ForgetAsync(string runtimeId)
    {
        List<Making> makings = [];
        lock (_lock)
        {
            foreach (var key in _begun.Keys.Where(key => key.RuntimeId == runtimeId).ToList())
            {
                _begun.Remove(key, out var making);
                makings.Add(making!);
            }
        }

        await Task.WhenAll(makings.Select(EndAsync));
    }

    public async ValueTask DisposeAsync()
    {
        List<Making> makings;
        lock (_lock)
        {
            makings = [.. _begun.Values];
            _begun.Clear();
            _isClosed = true;
        }

        await Task.WhenAll(makings.Select(EndAsync));
        _turn.Dispose();
    }

    private static async Task EndAsync(Making making)
    {
        await making.Stop.CancelAsync();
        await making.Task;
        making.Stop.Dispose();
    }

    private async Task MakeAsync(string runtimeId, string version, Interpreter interpreter, string entryFile, int emulatorPort, CancellationToken stop)
    {
        var folder = Path.Combine(sandbox.Sessions, $"{runtimeId}.{version}");
        try
        {
            // One after the other: agents need the processors more.
            await _turn.WaitAsync(stop);
            try
            {
                await CompileAsync(runtimeId, version, interpreter, entryFile, emulatorPort, folder, stop);
                stop.ThrowIfCancellationRequested();
                Directory.Move(Path.Combine(folder, "made"), runtimes.CompiledOf(runtimeId, version));
            }
            finally
            {
                _turn.Release();
                AgentFolder.Remove(folder);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Its runtime is gone, or the emulator stops.
        }
        catch (Exception exception)
        {
            LogNotMade(runtimeId, version, exception);
        }
    }

    private async Task CompileAsync(string runtimeId, string version, Interpreter interpreter, string entryFile, int emulatorPort, string folder, CancellationToken stop)
    {
        var (own, made) = (Path.Combine(folder, "own"), Path.Combine(folder, "made"));
        foreach (var path in new[] { folder, own, made })
            PrivateFiles.CreateDirectory(path);
        var code = new SessionCode(own, await unpacked.TakeAsync(runtimeId, version));
        try
        {
            var process = await sandbox.StartCompilerAsync(interpreter, entryFile, code, emulatorPort);
            Task receiving;
            try
            {
                _ = process.Errors.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None); // whoever writes there must not have to wait
                receiving = ReceiveAsync(process.Output.BaseStream, made);
                await Task.WhenAny(receiving, Task.Delay(Longest, stop));
            }
            finally
            {
                await process.DisposeAsync();
            }

            // With the process what it has to say has ended, however much that was to be.
            await receiving;
        }
        finally
        {
            unpacked.Return(runtimeId, version);
        }
    }

    private static async Task ReceiveAsync(Stream output, string folder)
    {
        await using var archive = new TarReader(output, leaveOpen: true);
        for (var left = MostBytes; await NextAsync(archive) is var (name, content) && (left -= content.Length) >= 0;)
        {
            var path = Path.Combine(folder, name);
            MakeFolder(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, content);
            File.SetUnixFileMode(path, FilesForAll);
        }
    }

    private static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        MakeFolder(Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path);
        // Laid over the code's, it stands for it: its mode is the one that sessions meet.
        File.SetUnixFileMode(path, FoldersForAll);
    }

    // Null at the end, which is in the middle of a file when its maker was ended: half a file would be worse than none.
    private static async Task<(string Name, byte[] Content)?> NextAsync(TarReader archive)
    {
        try
        {
            while (await archive.GetNextEntryAsync() is { } entry)
            {
                if (entry is not { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } data, Length: <= LargestFile } || !IsCompiled(entry.Name))
                    continue;
                var content = new byte[entry.Length];
                await data.ReadExactlyAsync(content);
                return (entry.Name, content);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ObjectDisposedException or OperationCanceledException)
        {
            // As good as the end.
        }

        return null;
    }

    private static bool IsCompiled(string name) =>
        name.Split('/') is [.., "__pycache__", var file] segments && file.EndsWith(".pyc", StringComparison.Ordinal) && !segments.Any(segment => segment is "" or "." or "..");

    private sealed record Making(CancellationTokenSource Stop, Task Task);

    [LoggerMessage(LogLevel.Warning, "The modules of {Runtime} version {Version} could not be compiled ahead")]
    private partial void LogNotMade(string runtime, string version, Exception exception);
}
