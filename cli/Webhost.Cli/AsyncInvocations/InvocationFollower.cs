using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.AsyncInvocations;

/// <summary>Follows an asynchronous invocation to its end by its events; a lost connection is taken up again after the last one. An API that is away for a while does not end it: the invocation goes on without it.</summary>
/// <param name="context">The command.</param>
/// <param name="path">The invocation.</param>
/// <param name="lost">What to do when the API stays away.</param>
internal sealed class InvocationFollower(CommandContext context, string path, string lost)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private string? lastEventId;
    private bool wasOpen;

    /// <summary>Its events; the last one is <c>done</c> or <c>error</c>.</summary>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pauses = Backoff.BetweenStreams(context.Host.Time);
        while (true)
        {
            using (var stream = await OpenAsync(cancellationToken))
            {
                await foreach (var item in stream.ReadUntilLostAsync(cancellationToken))
                {
                    if (IsOfConnection(item))
                    {
                        break;
                    }

                    lastEventId = item.EventId ?? lastEventId;
                    pauses.Reset();
                    yield return item;
                    if (item.EventType is "done" or "error")
                    {
                        yield break;
                    }
                }
            }

            await pauses.WaitAsync(cancellationToken);
        }
    }

    private async Task<EventStream> OpenAsync(CancellationToken cancellationToken)
    {
        var (start, pauses) = (context.Host.Time.GetTimestamp(), Backoff.BetweenStreams(context.Host.Time));
        while (true)
        {
            try
            {
                var request = new ApiRequest(HttpMethod.Get, $"{path}/events") { Stream = true, LastEventId = lastEventId };
                var stream = new EventStream(await context.Api.OpenAsync(request, cancellationToken), context.Host.Time);
                if (!stream.IsEvents)
                {
                    stream.Dispose();
                    throw CliException.Local(ErrorCode.Internal, "This API can't follow invocations.", lost);
                }

                wasOpen = true;
                return stream;
            }
            catch (CliException failure) when (wasOpen && failure.Error.Retryable)
            {
                if (context.Host.Time.GetElapsedTime(start) > Patience)
                {
                    throw new CliException(
                        failure.Error with { Message = $"Lost sight of the invocation, which goes on without this command: {failure.Message}" }, failure.ExitCode, lost, failure);
                }

                if (pauses.IsFirst)
                {
                    context.Terminal.Faint($"Lost the connection ({failure.Message.TrimEnd('.')}); trying again. The invocation goes on meanwhile.");
                }
            }

            await pauses.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether an event tells why the connection ends and not how the invocation did, and another connection may do better: under a new token, or a moment later. Such a one has no place among the invocation's own.</summary>
    private static bool IsOfConnection(SseItem<string> item)
    {
        if (item.EventType is not "error" || item.EventId is not null)
        {
            return false;
        }

        try
        {
            return JsonSerializer.Deserialize(item.Data, CliJson.Type<ErrorEnvelope>())?.Error is { } error && (error.Retryable || error.Code == ErrorCode.Unauthenticated);
        }
        catch (JsonException)
        {
            // Whoever writes it tells that it can't be read.
            return false;
        }
    }
}
