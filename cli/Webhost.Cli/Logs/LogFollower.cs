using System.Text.Json;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Logs;

namespace Webhost.Cli.Logs;

/// <summary>Writes an agent's log as it grows; a lost connection is taken up again after the last line, without a gap or a repeat.</summary>
/// <param name="context">The command.</param>
/// <param name="path">The log.</param>
/// <param name="firstPath">The log since the lines that are there were read: asked for until there is a line to go on after.</param>
internal sealed class LogFollower(CommandContext context, string path, string firstPath)
{
    private const int Remembered = 1024;

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private string? lastId;

    /// <summary>Writes the lines that are there, oldest first, then each new one until it is cancelled.</summary>
    public async Task RunAsync(IEnumerable<LogLine> present, CancellationToken cancellationToken)
    {
        foreach (var line in present)
        {
            Write(line, line.Id);
        }

        var pauses = Backoff.BetweenStreams(context.Host.Time);
        while (true)
        {
            try
            {
                if (await ReadAsync(cancellationToken))
                {
                    pauses.Reset();
                }
            }
            catch (Exception failure) when (IsLost(failure))
            {
                context.Terminal.Faint($"Lost the connection ({failure.Message.TrimEnd('.')}); trying again.");
            }

            await pauses.WaitAsync(cancellationToken);
        }
    }

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Get, lastId is null ? firstPath : path) { Stream = true, LastEventId = lastId };
        using var stream = new EventStream(await context.Api.OpenAsync(request, cancellationToken), context.Host.Time);
        if (!stream.IsEvents)
        {
            throw CliException.Local(Webhost.Contracts.Errors.ErrorCode.Internal, "This API can't follow logs.", "Leave --follow out.");
        }

        var any = false;
        await foreach (var item in stream.ReadAsync(cancellationToken))
        {
            any = true;
            if (item.EventType is "log" && JsonSerializer.Deserialize(item.Data, CliJson.Type<LogLine>()) is { } line)
            {
                Write(line, item.EventId ?? line.Id);
            }
        }

        return any;
    }

    private void Write(LogLine line, string eventId)
    {
        lastId = eventId;
        if (!seen.Add(line.Id))
        {
            return;
        }

        order.Enqueue(line.Id);
        if (order.Count > Remembered)
        {
            seen.Remove(order.Dequeue());
        }

        if (context.Terminal.Json)
        {
            context.Terminal.WriteJsonLine(line);
        }
        else
        {
            LogText.Write(context.Terminal, line);
        }
    }

    private static bool IsLost(Exception failure) =>
        failure is IOException or HttpRequestException || (failure is CliException { Error.Retryable: true });
}
