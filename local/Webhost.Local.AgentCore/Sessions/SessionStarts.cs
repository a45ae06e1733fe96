using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Webhost.Local.AgentCore.Http;
using Webhost.Local.AgentCore.Isolation;
using Webhost.Local.AgentCore.Runtimes;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Sessions;

/// <summary>Starts the processes of sessions, a few at once, and waits until they are healthy. What they write is kept by runtime.</summary>
internal sealed partial class SessionStarts(
    Sandbox sandbox, RuntimeStore runtimes, UnpackedCode unpacked, CompiledCode compiled, SessionLedger ledger, AgentCoreEmulatorOptions options, ILogger<SessionStarts> logger)
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);
    // One that waits for something, and may never be healthy, is not in the way of others for as long as it may take.
    private static readonly TimeSpan LongestPlace = TimeSpan.FromSeconds(10);
    private const int PollsPart = 10;
    private const int PlacesPerProcessor = 2;
    private const int MostLastLines = 10;
    private const int LongestLastLine = 200;

    private readonly StartPlaces _places = new(PlacesPerProcessor * Environment.ProcessorCount);
    private readonly ConcurrentDictionary<string, AgentLog> _logs = new(StringComparer.Ordinal);

    public int EmulatorPort { get; set; }

    public AgentLog LogOf(string runtimeId) => _logs.GetOrAdd(runtimeId, _ => new AgentLog());

    /// <summary>Gives a session its code and its process, and answers when that is healthy.</summary>
    /// <exception cref="AwsException">It does not start, or is torn down meanwhile.</exception>
    public async Task BeginAsync(Session session, VersionSettings settings)
    {
        var watch = Stopwatch.StartNew();
        var interpreter = sandbox.Interpreters.For(settings.Runtime) ?? throw AwsException.Runtime($"This machine has no interpreter for {settings.Runtime}.");
        PrivateFiles.CreateDirectory(session.Folder);
        if (sandbox.CanShareCode)
            session.SharedCode = await unpacked.TakeAsync(session.Key.RuntimeId, session.Version);
        using var place = await PlaceAsync(session);
        if (session.SharedCode is null)
            await Task.Run(() => CodeArchive.Unpack(runtimes.CodeOf(session.Key.RuntimeId, session.Version), session.Folder, forAnyUser: false));
        var code = new SessionCode(session.Folder, session.SharedCode, compiled.Of(session.Key.RuntimeId, session.Version));
        var process = await sandbox.StartAsync(interpreter, settings.EntryFile, code, EnvironmentOf(session, settings), EmulatorPort);
        session.Began(process);
        await ledger.AddAsync(process.Id, process.User);
        var log = LogOf(session.Key.RuntimeId);
        var reading = Task.WhenAll(ReadAsync(log, session.Key.SessionId, process.Output), ReadAsync(log, session.Key.SessionId, process.Errors));
        // How long the code took to unpack, when it is large and the disk slow, is not the agent's, nor how long it waited for a place.
        await WaitUntilHealthyAsync(session, process, reading, place, Stopwatch.StartNew());
        LogBegan(session.Key.RuntimeId, session.Version, process.Id, watch.ElapsedMilliseconds);
        if (!settings.IsNode && session.SharedCode is not null && code.Compiled is null)
            compiled.Begin(session.Key.RuntimeId, session.Version, interpreter, settings.EntryFile, EmulatorPort);
    }

    private async Task<IDisposable> PlaceAsync(Session session)
    {
        try
        {
            return await _places.TakeAsync(session.Key.RuntimeId, session.Ending);
        }
        catch (OperationCanceledException)
        {
            throw AwsException.TornDown();
        }
    }

    // AWS's words, and what AWS leaves to CloudWatch.
    private async Task WaitUntilHealthyAsync(Session session, SandboxProcess process, Task reading, IDisposable place, Stopwatch watch)
    {
        while (await session.PingAsync() is null)
        {
            if (process.Ended.IsCompleted)
            {
                await Task.WhenAny(reading, Task.Delay(LastWords));
                throw AwsException.Runtime($"An error occurred when starting the runtime: it exited before it was healthy.{LastLines(session)}");
            }

            if (session.Ending.IsCancellationRequested)
                throw AwsException.TornDown();
            if (watch.Elapsed > options.StartupTimeout)
                throw AwsException.Runtime($"Runtime initialization time exceeded. Please make sure that initialization completes in {options.StartupTimeout.TotalSeconds:0}s.{LastLines(session)}");
            if (watch.Elapsed > LongestPlace)
                place.Dispose();
            // The longer it has taken, the less it matters to notice at once that it is healthy, and each look takes of what it needs to become so.
            await Task.WhenAny(process.Ended, Task.Delay(TimeSpan.FromTicks(Math.Clamp(watch.Elapsed.Ticks / PollsPart, ShortestPoll.Ticks, LongestPoll.Ticks))));
        }
    }

    // Node tells what is wrong before the stack, and Python after it.
    private string LastLines(Session session)
    {
        var lines = LogOf(session.Key.RuntimeId).Lines
            .Where(line => line.SessionId == session.Key.SessionId && line.Text.Length > 0 && !line.Text.TrimStart().StartsWith("at ", StringComparison.Ordinal))
            .TakeLast(MostLastLines)
            .ToArray();
        return lines.Length == 0 ? " It wrote nothing." : $" The last lines that it wrote:\n{string.Join('\n', lines.Select(line => line.Text.Length <= LongestLastLine ? line.Text : $"{line.Text[..LongestLastLine]}…"))}";
    }

    private Dictionary<string, string> EnvironmentOf(Session session, VersionSettings settings)
    {
        var endpoint = $"http://127.0.0.1:{EmulatorPort}";
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = "/tmp",
            ["LANG"] = "C.UTF-8",
            ["PYTHONUNBUFFERED"] = "1",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["AWS_REGION"] = options.Region,
            ["AWS_DEFAULT_REGION"] = options.Region,
            ["AWS_ACCESS_KEY_ID"] = session.Credentials.AccessKeyId,
            ["AWS_SECRET_ACCESS_KEY"] = session.Credentials.SecretAccessKey,
            ["AWS_SESSION_TOKEN"] = session.Credentials.SessionToken,
            ["AWS_ENDPOINT_URL"] = endpoint,
        };
        foreach (var (name, value) in settings.Environment)
            environment[name] = value;
        return environment;
    }

    private static async Task ReadAsync(AgentLog log, string sessionId, StreamReader reader)
    {
        try
        {
            await log.ReadAsync(sessionId, reader);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The pipe went with the process.
        }
    }

    [LoggerMessage(LogLevel.Information, "A session of {Runtime} version {Version} began as process {Process} in {Milliseconds} ms")]
    private partial void LogBegan(string runtime, string version, int process, long milliseconds);
}
