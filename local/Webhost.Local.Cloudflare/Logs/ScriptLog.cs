using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Webhost.Local.Cloudflare.Runtime;

namespace Webhost.Local.Cloudflare.Logs;

/// <summary>A script's log: the last lines in memory, all of them in a file that is renamed to <c>log.1.jsonl</c> when it is full, and the live tails.</summary>
internal sealed partial class ScriptLog(string script, string folder, TailHub tails, TimeProvider time, ILogger logger) : IDisposable
{
    private const int KeptLines = 500;
    private const int LongestMessage = 8 * 1024;
    private const long LargestFile = 1024 * 1024;
    private readonly Lock _lock = new();
    private readonly Queue<ScriptLogLine> _recent = new();
    private FileStream? _file;
    private string _lastException = "";

    /// <summary>The traces of this script, for whoever tails it.</summary>
    public TailHub Tails => tails;

    /// <summary>The newest lines, oldest first.</summary>
    public IReadOnlyList<ScriptLogLine> Recent
    {
        get
        {
            lock (_lock)
                return [.. _recent];
        }
    }

    /// <summary>Takes one line of a process's output.</summary>
    /// <param name="line">The line.</param>
    /// <param name="mark">What the front of that process marks its traces with.</param>
    public void Take(WorkerdLine line, string mark)
    {
        if (!line.FromRuntime && line.Message.StartsWith(mark, StringComparison.Ordinal))
            TakeTrace(line.Message[mark.Length..], line.Timestamp);
        else if (!line.FromRuntime)
            Add(line.Level, line.Message, "console", line.Timestamp);
        else if (line.Level is "error" or "fatal" && !line.Message.Contains("Uncaught exception:", StringComparison.Ordinal))
            Add("error", line.Message, "runtime", line.Timestamp);
    }

    /// <summary>Adds what the facade itself has to say about the script.</summary>
    public void Note(string level, string message) => Add(level, message, "runtime", timestamp: null);

    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>What nobody caught is known from traces only; an object's exception shows again, without a stack, in the request that called it.</summary>
    private void TakeTrace(string json, DateTimeOffset? timestamp)
    {
        JsonObject? trace;
        try
        {
            trace = JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return; // A trace over the longest line arrives cut; its console lines were taken one by one already.
        }
        if (trace is null)
            return;
        foreach (var exception in trace["exceptions"] as JsonArray ?? [])
        {
            var stack = exception?["stack"]?.GetValue<string>();
            var message = $"{exception?["name"]}: {exception?["message"]}";
            if (stack is not null || message != _lastException)
                Add("error", message, "exception", timestamp, stack);
            _lastException = message;
        }
        trace["scriptName"] = script;
        tails.Publish(trace);
    }

    private void Add(string level, string message, string source, DateTimeOffset? timestamp, string? stack = null)
    {
        var line = new ScriptLogLine
        {
            Timestamp = timestamp ?? time.GetUtcNow(),
            Level = level,
            Message = message.Length > LongestMessage ? message[..LongestMessage] : message,
            Source = source,
            Stack = stack,
        };
        LogLine(script, level, line.Message);
        lock (_lock)
        {
            _recent.Enqueue(line);
            if (_recent.Count > KeptLines)
                _recent.Dequeue();
            Write(line);
        }
    }

    private void Write(ScriptLogLine line)
    {
        // The folder goes when its script is deleted; what is still said then is in memory only.
        if (!Directory.Exists(folder))
            return;
        var path = Path.Combine(folder, "log.jsonl");
        try
        {
            // Without a buffer: what could not be written must not be tried again with the next line, or at the end.
            _file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, LogJson.Default.ScriptLogLine), (byte)'\n']);
            if (_file.Length < LargestFile)
                return;
            _file.Dispose();
            _file = null;
            File.Move(path, Path.Combine(folder, "log.1.jsonl"), overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk, most likely. The line is in memory, and the script goes on.
            LogNotKept(exception, script);
        }
    }

    [LoggerMessage(LogLevel.Debug, "A line of {Script} could not be written to its log file")]
    private partial void LogNotKept(Exception exception, string script);

    [LoggerMessage(LogLevel.Debug, "{Script} {Level}: {Message}")]
    private partial void LogLine(string script, string level, string message);
}
