using System.Net.ServerSentEvents;
using System.Text.Json;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.Invocation;

/// <summary>Writes the answer of an invocation, whole or as it is made.</summary>
internal sealed class AnswerWriter(CommandContext context)
{
    private readonly Terminal terminal = context.Terminal;
    private bool lineIsOpen;
    private bool wroteText;

    /// <summary>Sends an invocation and stays to its end; a failure of the agent is thrown, after what it had answered before.</summary>
    /// <param name="request">The invocation.</param>
    /// <param name="limit">How long the whole may take; null for as long as the server allows.</param>
    /// <param name="cancellationToken">Aborts the invocation.</param>
    public async Task RunAsync(ApiRequest request, TimeSpan? limit, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit is { } longest ? longest + TimeSpan.FromSeconds(5) : Timeout.InfiniteTimeSpan, context.Host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            using var stream = new EventStream(await context.Api.OpenAsync(request, either.Token), context.Host.Time);
            await (stream.IsEvents ? StreamAsync(stream.ReadAsync(either.Token)) : WholeAsync(stream.Response, either.Token));
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Broken($"The answer did not end within {limit!.Value.TotalSeconds:0.#} s.");
        }
        catch (IOException failure)
        {
            throw Broken($"The answer broke off: {failure.Message}");
        }
        finally
        {
            CloseLine();
        }
    }

    /// <summary>Writes what an invocation that runs by itself says; its failure is thrown, after what it had answered before.</summary>
    public async Task FollowAsync(IAsyncEnumerable<SseItem<string>> events)
    {
        try
        {
            await StreamAsync(events);
        }
        finally
        {
            CloseLine();
        }
    }

    private async Task WholeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var answer = await ApiClient.ReadAsync<InvokeResponse>(response, cancellationToken);
        if (terminal.Json)
        {
            terminal.WriteJson(answer);
            return;
        }

        Write(answer.Output.Text);
        End(answer.Output.Data);
        Tell(new StreamMeta { TraceId = answer.TraceId, SessionId = answer.SessionId, InvocationId = answer.InvocationId, DeploymentId = answer.DeploymentId }, answer.Usage);
    }

    private async Task StreamAsync(IAsyncEnumerable<SseItem<string>> events)
    {
        StreamMeta? meta = null;
        Usage? usage = null;
        await foreach (var item in events)
        {
            if (terminal.Json && item.EventType is not "error")
            {
                terminal.Line($"{{\"event\":{JsonSerializer.Serialize(item.EventType, CliJson.Type<string>())},\"data\":{item.Data.ReplaceLineEndings(string.Empty)}}}");
            }

            switch (item.EventType)
            {
                case "meta":
                    meta = Parse<StreamMeta>(item.Data);
                    break;
                case "delta" when !terminal.Json:
                    Write(Parse<StreamDelta>(item.Data).Text);
                    break;
                case "usage":
                    usage = Parse<Usage>(item.Data);
                    break;
                case "done":
                    End(Parse<StreamDone>(item.Data).Data);
                    Tell(meta, usage);
                    return;
                case "error":
                    CloseLine();
                    Tell(meta, usage);
                    var error = Parse<ErrorEnvelope>(item.Data).Error;
                    // The invocation's own trace is the one that its log lines carry.
                    error = error with { TraceId = meta?.TraceId ?? error.TraceId };
                    throw new CliException(error, ExitCode.Of(error.Code));
                default:
                    break;
            }
        }

        throw Broken("The answer broke off before its end.");
    }

    private void Write(string text)
    {
        if (text.Length > 0)
        {
            terminal.Text(text);
            wroteText = true;
            lineIsOpen = text[^1] != '\n';
        }
    }

    private void End(JsonElement? data)
    {
        CloseLine();
        if (terminal.Json || data is not { ValueKind: not JsonValueKind.Null and not JsonValueKind.Undefined } value)
        {
            return;
        }

        if (wroteText)
        {
            terminal.Faint($"data: {value.GetRawText()}");
        }
        else
        {
            terminal.WriteJson(value);
        }
    }

    private void CloseLine()
    {
        if (lineIsOpen)
        {
            terminal.Line();
            lineIsOpen = false;
        }
    }

    private void Tell(StreamMeta? meta, Usage? usage) =>
        terminal.Faint(UsageText.Join(meta is null ? null : $"session {meta.SessionId}", UsageText.Of(usage), meta is null ? null : $"trace {meta.TraceId}"));

    private static T Parse<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CliJson.Type<T>()) ?? throw new JsonException("An event was null.");
        }
        catch (JsonException failure)
        {
            throw CliException.Local(ErrorCode.Internal, $"An event of the answer could not be read: {failure.Message}", cause: failure);
        }
    }

    private static CliException Broken(string message) => CliException.Local(ErrorCode.RuntimeError, message);
}
