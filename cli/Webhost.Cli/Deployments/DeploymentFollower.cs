using System.Runtime.CompilerServices;
using System.Text.Json;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Deployments;

/// <summary>Follows a deployment to its end: by its events, taken up again where they broke off, or else by asking for its status.</summary>
internal sealed class DeploymentFollower(CommandContext context)
{
    private const int MaximumBreaks = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private string? lastEventId;

    /// <summary>What it reports; the last one is <see cref="DeploymentEvent.Ended"/>.</summary>
    public async IAsyncEnumerable<DeploymentEvent> FollowAsync(string deploymentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var breaks = 0; breaks < MaximumBreaks; breaks++)
        {
            using var stream = await OpenAsync(deploymentId, cancellationToken);
            if (stream is null)
            {
                break;
            }

            await foreach (var report in ReadAsync(stream, cancellationToken))
            {
                breaks = 0;
                yield return report;
                if (report is DeploymentEvent.Ended)
                {
                    yield break;
                }
            }

            await Task.Delay(Pause * breaks, context.Host.Time, cancellationToken);
        }

        await foreach (var report in new DeploymentPoll(context, deploymentId).RunAsync(cancellationToken))
        {
            yield return report;
        }
    }

    private async Task<EventStream?> OpenAsync(string deploymentId, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ApiRequest(HttpMethod.Get, $"v1/deployments/{Query.Part(deploymentId)}/events") { Stream = true, LastEventId = lastEventId };
            var stream = new EventStream(await context.Api.OpenAsync(request, cancellationToken), context.Host.Time);
            if (stream.IsEvents)
            {
                return stream;
            }

            stream.Dispose();
            return null;
        }
        catch (CliException)
        {
            // Whatever keeps the events away, the status says where the deployment stands, or why it can't be asked either.
            return null;
        }
    }

    private async IAsyncEnumerable<DeploymentEvent> ReadAsync(EventStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in stream.ReadUntilLostAsync(cancellationToken))
        {
            lastEventId = item.EventId ?? lastEventId;
            DeploymentEvent? report = item.EventType switch
            {
                "progress" => new DeploymentEvent.Progressed(Parse<DeploymentProgress>(item.Data)),
                "log" => new DeploymentEvent.Logged(Parse<DeploymentLogLine>(item.Data)),
                "done" => new DeploymentEvent.Ended(Parse<Deployment>(item.Data)),
                _ => null,
            };
            if (report is not null)
            {
                yield return report;
            }
        }
    }

    private static T Parse<T>(string json) => JsonSerializer.Deserialize(json, CliJson.Type<T>()) ?? throw new JsonException("An event was null.");
}
