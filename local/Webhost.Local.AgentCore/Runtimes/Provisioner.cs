using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Webhost.Local.AgentCore.Admin;
using Webhost.Local.AgentCore.Storage;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>Brings versions, endpoints and deletions to their end, some time after the call; after a restart those that were on their way.</summary>
internal sealed partial class Provisioner(RuntimeStore runtimes, BucketStore buckets, Faults faults, AgentCoreEmulatorOptions options, ILogger<Provisioner> logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Task, bool> _running = [];

    /// <summary>What else goes with a runtime.</summary>
    public Func<string, Task> Removed { get; set; } = _ => Task.CompletedTask;

    public void Resume()
    {
        foreach (var runtime in runtimes.Records.All)
        {
            if (runtime.Status is ResourceStatus.Deleting)
                Delete(runtime.Id);
            foreach (var version in runtime.Versions.Where(version => ResourceStatus.IsTransient(version.Status)))
                Provision(runtime.Id, version.Number);
            foreach (var endpoint in runtime.Endpoints.Where(endpoint => ResourceStatus.IsTransient(endpoint.Status)))
                Settle(runtime.Id, endpoint.Name);
        }
    }

    public void Provision(string id, string version) => Later(async () =>
    {
        var fault = faults.Take(Fault.FailCreate, operation: null);
        var problem = fault is null ? CopyCode(id, version) : fault.Message ?? "The agent runtime could not be created.";
        await runtimes.ChangeAsync(id, runtime => Provisioned(runtime, version, problem));
    });

    public void Settle(string id, string endpoint) => Later(() => runtimes.ChangeAsync(id, runtime =>
    {
        if (runtime.Endpoint(endpoint) is not { } found)
            return runtime;
        return found.Status is ResourceStatus.Deleting
            ? runtime with { Endpoints = [.. runtime.Endpoints.Where(other => other.Name != endpoint)] }
            : runtime.With(found with { Status = ResourceStatus.Ready, LiveVersion = found.TargetVersion, LastUpdatedAt = Now });
    }));

    public void Delete(string id) => Later(async () =>
    {
        var versions = runtimes.Records.Find(id)?.Versions ?? [];
        await runtimes.Records.ChangeAsync(id, _ => null);
        // What runs of it first: it reads the code.
        await Removed(id);
        foreach (var version in versions)
            runtimes.RemoveCode(id, version.Number);
    });

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Keys);
        _stopping.Dispose();
    }

    private DateTimeOffset Now => options.TimeProvider.GetUtcNow();

    private void Later(Func<Task> work)
    {
        var task = RunAsync(work);
        _running[task] = true;
        _ = task.ContinueWith(ended => _running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await Task.Delay(options.ProvisioningTime + faults.ReadyDelay, options.TimeProvider, _stopping.Token);
            await work();
        }
        catch (OperationCanceledException)
        {
            // Whatever was on its way goes on at the next start.
        }
        catch (Exception exception) when (exception is IOException or Http.AwsException)
        {
            LogFailed(exception);
        }
    }

    private string? CopyCode(string id, string number)
    {
        if (runtimes.Records.Find(id)?.Version(number) is not { } version)
            return null;
        var settings = new VersionSettings(version.Settings);
        if (settings.IsContainer)
            return "The local AgentCore runs code and no container images, which are for AWS: give an entry point in the place of agentcore.containerUri to run the agent here.";
        if (settings.Protocol is "MCP" or "A2A")
            return $"The local AgentCore calls agents by POST /invocations on port 8080, and {settings.Protocol}, which has another port and path, is for AWS: give the protocol HTTP to run the agent here.";
        if (buckets.FileOf(settings.Bucket, settings.Key) is not { } file)
            return $"The object s3://{settings.Bucket}/{settings.Key} does not exist or the role may not read it.";
        if (CodeArchive.Problem(file, settings.EntryFile, settings.IsNode) is { } problem)
            return problem;
        File.Copy(file, runtimes.CodeOf(id, number), overwrite: true);
        return null;
    }

    private RuntimeRecord Provisioned(RuntimeRecord runtime, string number, string? problem)
    {
        if (runtime.Version(number) is not { } version)
            return runtime;
        var isFirst = version.Status is ResourceStatus.Creating;
        var status = problem is null ? ResourceStatus.Ready : isFirst ? ResourceStatus.CreateFailed : ResourceStatus.UpdateFailed;
        var changed = runtime.With(version with { Status = status, FailureReason = problem, LastUpdatedAt = Now });
        if (changed.Newest!.Number == number && changed.Status is not ResourceStatus.Deleting)
            changed = changed with { Status = status };
        return problem is null && changed.Newest.Number == number ? changed.With(Following(changed, number)) : changed;
    }

    private RuntimeEndpoint Following(RuntimeRecord runtime, string number)
    {
        var endpoint = runtime.Endpoint(RuntimeEndpoint.Default);
        return (endpoint ?? new RuntimeEndpoint { Id = RuntimeEndpoint.Default, Name = RuntimeEndpoint.Default, Status = ResourceStatus.Ready, CreatedAt = Now, LastUpdatedAt = Now }) with
        {
            Status = ResourceStatus.Ready,
            LiveVersion = number,
            TargetVersion = null,
            LastUpdatedAt = Now,
        };
    }

    [LoggerMessage(LogLevel.Error, "A change of a runtime could not be brought to its end")]
    private partial void LogFailed(Exception exception);
}
