using Webhost.Local.AgentCore.Admin;

namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>Deletes versions that nothing has used for 45 days: neither newest nor behind an endpoint.</summary>
internal sealed class VersionAgeing(RuntimeStore runtimes, LifecycleClock clock)
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(45);

    public async Task TickAsync()
    {
        foreach (var runtime in runtimes.Records.All.Where(runtime => runtime.Versions.Any(version => IsOld(runtime, version))).ToList())
        {
            List<string> gone = [];
            await runtimes.Records.ChangeAsync(runtime.Id, current =>
            {
                if (current is null)
                    return null;
                gone = [.. current.Versions.Where(version => IsOld(current, version)).Select(version => version.Number)];
                return gone.Count == 0 ? current : current with { Versions = [.. current.Versions.Where(version => !gone.Contains(version.Number, StringComparer.Ordinal))] };
            });
            foreach (var number in gone)
                runtimes.RemoveCode(runtime.Id, number);
        }
    }

    private bool IsOld(RuntimeRecord runtime, RuntimeVersion version) =>
        !ResourceStatus.IsTransient(version.Status)
        && version.Number != runtime.Newest!.Number
        && !runtime.Endpoints.Any(endpoint => endpoint.LiveVersion == version.Number || endpoint.TargetVersion == version.Number)
        && clock.Now - Later(version.LastUpdatedAt, version.LastUsedAt) >= Age;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset? right) => right > left ? right.Value : left;
}
