using System.Globalization;
using Azure.Data.Tables;

namespace Microsoft.DurableTask.Tests.Crash;

/// <summary>Processes that run the orchestrations of <c>Microsoft.DurableTask.TestHost</c> on one task hub.</summary>
internal sealed class Host(AzuriteFixture azurite, string hub)
{
    private readonly TableClient _effects = new(azurite.ConnectionString, hub + "Effects");

    /// <summary>Makes the table of effects.</summary>
    public Task PrepareAsync() => _effects.CreateIfNotExistsAsync();

    /// <summary>Starts a process.</summary>
    /// <param name="lease">How long it is taken for alive without a sign of life.</param>
    /// <param name="death">The point at which it kills itself.</param>
    public ChildProcess Start(TimeSpan lease, string death = "none")
    {
        var program = typeof(TestHost.SixSteps).Assembly.Location;
        return ChildProcess.Start("dotnet", [program, azurite.ConnectionString, hub, ((int)lease.TotalMilliseconds).ToString(CultureInfo.InvariantCulture), death]);
    }

    /// <summary>The steps whose effect was made, and how often each was attempted.</summary>
    public async Task<(IReadOnlyList<int> Effects, IReadOnlyList<int> Attempts)> EffectsAsync(string instanceId)
    {
        List<int> effects = [];
        List<int> attempts = [];
        await foreach (var row in _effects.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {instanceId}")))
        {
            var parts = row.RowKey.Split('-');
            (parts[0] == "effect" ? effects : attempts).Add(int.Parse(parts[1], CultureInfo.InvariantCulture));
        }

        effects.Sort();
        return (effects, [.. Enumerable.Range(1, TestHost.SixSteps.Steps).Select(step => attempts.Count(attempt => attempt == step))]);
    }
}
