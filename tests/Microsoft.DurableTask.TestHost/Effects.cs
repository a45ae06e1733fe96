using Azure.Data.Tables;

namespace Microsoft.DurableTask.TestHost;

/// <summary>What activities do to the world: an effect per instance and step that can be repeated without harm, and a count of all attempts.</summary>
internal sealed class Effects(TableClient table, Death death)
{
    /// <summary>Where the process may die.</summary>
    public Death Death => death;

    /// <summary>Makes the effect of a step, however often it is asked for.</summary>
    public async Task MakeAsync(string instanceId, int step, CancellationToken cancellationToken)
    {
        await table.UpsertEntityAsync(new TableEntity(instanceId, $"effect-{step}") { ["Step"] = step }, cancellationToken: cancellationToken);
        await table.AddEntityAsync(
            new TableEntity(instanceId, $"attempt-{step}-{Guid.NewGuid():N}") { ["Process"] = Environment.ProcessId }, cancellationToken);
    }
}
