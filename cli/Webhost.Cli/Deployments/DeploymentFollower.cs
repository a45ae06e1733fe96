using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Deployments;

namespace Webhost.Cli.Deployments;

/// <summary>Follows a deployment to its end: by its events, taken up again where they broke off, or else by asking for its status.</summary>
internal sealed class DeploymentFollower(ApiClient api, TimeProvider time)
{
    private const int MaximumBreaks = 3;
    private static readonly TimeSpan UsualPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

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

            await Task.Delay(UsualPause * breaks, time, cancellationToken);
        }

        await foreach (var report in PollAsync(deploymentId, cancellationToken))
        {
            yield return report;
        }
    }

    private async Task<EventStream?> OpenAsync(string deploymentId, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ApiRequest(HttpMethod.Get, $"v1/deployments/{Query.Part(deploymentId)}/events") { Stream = true, LastEventId = lastEventId };
            var stream = new EventStream(await api.OpenAsync(request, cancellationToken), time);
            if (stream.IsEvents)
            {
                return stream;
            }

            stream.Dispose();
            return null;
        }
        catch (CliException failure) when (failure.ExitCode is not (ExitCode.NotSignedIn or ExitCode.Limit))
        {
            // Whatever keeps the events away, the status says where the deployment stands, or why it can't be asked either.
            return null;
        }
    }

    private async IAsyncEnumerable<DeploymentEvent> ReadAsync(EventStream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var items = stream.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await AdvanceAsync(items))
        {
            var item = items.Current;
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

    private async IAsyncEnumerable<DeploymentEvent> PollAsync(string deploymentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DeploymentProgress? seen = null;
        while (true)
        {
            using var response = await api.OpenAsync(new ApiRequest(HttpMethod.Get, $"v1/deployments/{Query.Part(deploymentId)}/status"), cancellationToken);
            var status = await ApiClient.ReadAsync<OrchestrationStatus>(response, cancellationToken);
            if (status.CustomStatus is { } progress && progress != seen)
            {
                seen = progress;
                yield return new DeploymentEvent.Progressed(progress);
            }

            if (response.StatusCode != HttpStatusCode.Accepted)
            {
                yield return new DeploymentEvent.Ended(
                    status.Output ?? await api.GetAsync<Deployment>($"v1/deployments/{Query.Part(deploymentId)}", cancellationToken));
                yield break;
            }

            var pause = response.Headers.RetryAfter?.Delta ?? UsualPause;
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp(pause.Ticks, ShortestPause.Ticks, LongestPause.Ticks)), time, cancellationToken);
        }
    }

    private static async Task<bool> AdvanceAsync<T>(IAsyncEnumerator<T> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            // The connection broke: the next one goes on after the last event.
            return false;
        }
    }

    private static T Parse<T>(string json) => JsonSerializer.Deserialize(json, CliJson.Type<T>()) ?? throw new JsonException("An event was null.");
}
