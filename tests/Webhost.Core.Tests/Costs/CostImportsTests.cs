using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Webhost.Core.Agents;
using Webhost.Core.Costs;
using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Costs;

/// <summary>What providers state is taken in once, whatever is repeated, replaced or broken off, and reaches nobody whose it isn't.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class CostImportsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateOnly First = new(2026, 11, 1);

    // Each test looks at a provider of its own, since all share one container.
    private readonly string provider = $"p{Guid.NewGuid():n}";
    private World world = null!;

    public async Task InitializeAsync() => world = await World.CreateAsync(azurite);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_focus_export_is_attributed_by_tags_and_what_belongs_to_nobody_is_reported()
    {
        var (one, two) = (await AgentAsync("one"), await AgentAsync("two"));
        var stranger = AgentId.New(world.Clock).Value;
        await PutAsync("2026-11.csv", Focus(
            ("2026-11-01T00:00:00Z", "0.25", "Workers", $"{{\"agentId\":\"{one}\"}}"),
            ("2026-11-01T00:00:00Z", "0.50", "Durable Objects", $"{{\"user:agentId\":\"{one}\",\"other\":\"x\"}}"),
            ("2026-11-02T00:00:00Z", "1.00", "Workers", $"{{\"agentId\":\"{two}\"}}"),
            ("2026-11-02T00:00:00Z", "4.00", "Workers", $"{{\"agentId\":\"{stranger}\"}}"),
            ("2026-11-03T00:00:00Z", "0.10", "R2", ""),
            ("2026-11-03T00:00:00Z", "-0.05", "R2", "not json")));

        await ImportAsync();

        Assert.Equal([(First, 0.75m)], await StatedAsync(one));
        Assert.Equal([(First.AddDays(1), 1m)], await StatedAsync(two));
        Assert.Empty(await StatedAsync(stranger));
        var report = await ReportAsync("2026-11.csv");
        Assert.Equal(("imported", 6, 2, 1.75m, 4.05m), (report.Outcome, report.Lines, report.Agents, report.AttributedUsd, report.UnattributedUsd));
        Assert.Equal((First, First.AddDays(2)), (report.From, report.To));
        Assert.Equal(("Workers", stranger, 4m), (report.Unattributed[0].Service, report.Unattributed[0].Resource, report.Unattributed[0].Usd));
        Assert.Equal((2, 0.05m), ((int)report.Unattributed[1].Lines, report.Unattributed[1].Usd));
    }

    [Theory]
    [InlineData("identity/LineItemId,lineItem/UsageStartDate,lineItem/UnblendedCost,lineItem/CurrencyCode,lineItem/ProductCode,resourceTags/user:agentId\r\nx,2026-11-01T05:00:00Z,1.5,USD,AmazonBedrockAgentCore,{0}\r\n")]
    [InlineData("line_item_usage_start_date,line_item_unblended_cost,line_item_currency_code,resource_tags\n2026-11-01 05:00:00.000,1.50E+0,USD,\"{{\"\"user_agent_id\"\":\"\"{0}\"\"}}\"\n")]
    [InlineData("\uFEFFChargePeriodStart,BilledCost,BillingCurrency,Tags\n2026-11-01T00:00:00Z,1.5,usd,\"{{\"\"agentId\"\":\"\"{0}\"\"}}\"")]
    public async Task Each_shape_of_export_is_known_by_its_header(string format)
    {
        var agent = await AgentAsync("one");
        await PutAsync("report.csv", string.Format(null, format, agent));

        await ImportAsync();

        Assert.Equal([(First, 1.5m)], await StatedAsync(agent));
    }

    [Fact]
    public async Task A_compressed_export_is_read_as_it_is()
    {
        var agent = await AgentAsync("one");
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Focus(("2026-11-01", "2", "Workers", $"{{\"agentId\":\"{agent}\"}}"))));
        }

        await PutAsync("part.csv.gz", bytes.ToArray());
        await ImportAsync();

        Assert.Equal([(First, 2m)], await StatedAsync(agent));
    }

    [Fact]
    public async Task A_newer_file_of_the_same_path_takes_the_place_of_the_old_one_and_parts_add_up()
    {
        var agent = await AgentAsync("one");
        await PutAsync("a.csv", Focus(("2026-11-01", "2", "Workers", Tag(agent)), ("2026-11-02", "3", "Workers", Tag(agent))));
        await PutAsync("b.csv", Focus(("2026-11-01", "0.5", "Workers AI", Tag(agent))));
        await ImportAsync();
        Assert.Equal([(First, 2.5m), (First.AddDays(1), 3m)], await StatedAsync(agent));

        await PutAsync("a.csv", Focus(("2026-11-01", "2.25", "Workers", Tag(agent))));
        await ImportAsync();
        Assert.Equal([(First, 2.75m)], await StatedAsync(agent));

        await PutAsync("a.csv", Focus());
        await ImportAsync();
        Assert.Equal([(First, 0.5m)], await StatedAsync(agent));
    }

    [Fact]
    public async Task The_same_content_counts_once_whatever_it_is_called_and_still_when_its_twin_moves_on()
    {
        var agent = await AgentAsync("one");
        var content = Focus(("2026-11-01", "2", "Workers", Tag(agent)));
        await PutAsync("a.csv", content);
        await ImportAsync();
        await PutAsync("b.csv", content);
        await ImportAsync();
        await ImportAsync();

        Assert.Equal([(First, 2m)], await StatedAsync(agent));
        Assert.Contains("a.csv", (await ReportAsync("b.csv")).Problem!, StringComparison.Ordinal);

        await PutAsync("a.csv", Focus(("2026-11-02", "5", "Workers", Tag(agent))));
        await ImportAsync();
        await ImportAsync();
        Assert.Equal([(First, 2m), (First.AddDays(1), 5m)], await StatedAsync(agent));
    }

    [Fact]
    public async Task A_charge_that_several_files_state_counts_once_by_the_newest_of_them()
    {
        var agent = await AgentAsync("one");
        await PutAsync("2026-11-02.csv", Report(("2026-11-01T00:00:00Z", "vCPU", "1.00", agent), ("2026-11-01T01:00:00Z", "vCPU", "1.00", agent), ("2026-11-02T00:00:00Z", "vCPU", "0.10", agent)));
        await ImportAsync();

        // The whole month under another name: its second day went on, and one hour was corrected.
        world.Clock.Advance(TimeSpan.FromDays(1));
        await PutAsync("2026-11/report-1.csv", Report(("2026-11-01T00:00:00Z", "vCPU", "1.00", agent), ("2026-11-01T01:00:00Z", "vCPU", "1.25", agent), ("2026-11-01T01:00:00Z", "memory", "0.50", agent)));
        await PutAsync("2026-11/report-2.csv", Report(("2026-11-02T00:00:00Z", "vCPU", "0.10", agent), ("2026-11-02T01:00:00Z", "vCPU", "0.20", agent), ("2026-11-02T01:00:00Z", "vCPU", "0.30", agent)));
        await ImportAsync();

        Assert.Equal([(First, 2.75m), (First.AddDays(1), 0.60m)], await StatedAsync(agent));
    }

    [Fact]
    public async Task Where_an_export_does_not_say_what_a_charge_is_for_only_the_same_amount_is_the_same_charge()
    {
        var agent = await AgentAsync("one");
        await PutAsync("a.csv", Focus(("2026-11-01", "2", "Workers", Tag(agent)), ("2026-11-01", "3", "Workers", Tag(agent))));
        await PutAsync("b.csv", Focus(("2026-11-01", "2", "Workers", Tag(agent)), ("2026-11-01", "0.5", "Workers", Tag(agent))));

        await ImportAsync();

        Assert.Equal([(First, 5.5m)], await StatedAsync(agent));
    }

    [Theory]
    [InlineData("name,amount\nx,1\n", "no column")]
    [InlineData("ChargePeriodStart,BilledCost,BillingCurrency\n2026-11-01,1,EUR\n", "EUR")]
    [InlineData("ChargePeriodStart,BilledCost\n2026-11-01,much\n", "Row 2")]
    [InlineData("ChargePeriodStart,BilledCost\n2026-11-01,1\n2026-11-02\n", "Row 3 has 1 cells")]
    [InlineData("ChargePeriodStart,BilledCost\n2026-11-01,\"1", "not whole")]
    [InlineData("ChargePeriodStart,BilledCost\n13:00,1\n", "Row 2")]
    [InlineData("ChargePeriodStart,BilledCost\n05/11/2026,1\n", "Row 2")]
    [InlineData("ChargePeriodStart,BilledCost\n2026-11-01T25:00:00Z,1\n", "Row 2")]
    [InlineData("ChargePeriodStart,BilledCost\n2026-11-01,7e28\n2026-11-01,7e28\n", "can't be")]
    [InlineData("ChargePeriodStart,BilledCost\r2026-11-01,much\r", "Row 2")]
    [InlineData("", "empty")]
    public async Task A_file_that_cannot_be_read_is_refused_as_a_whole_and_what_was_stated_before_stays(string content, string problem)
    {
        var agent = await AgentAsync("one");
        await PutAsync("a.csv", Focus(("2026-11-01", "2", "Workers", Tag(agent))));
        await ImportAsync();

        await PutAsync("a.csv", content);
        await ImportAsync();

        Assert.Equal([(First, 2m)], await StatedAsync(agent));
        var report = await ReportAsync("a.csv");
        Assert.Equal("refused", report.Outcome);
        Assert.Contains(problem, report.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wherever_an_import_dies_all_of_it_counts_once_or_none_yet(bool afterItsEffect)
    {
        var agents = new[] { await AgentAsync("one"), await AgentAsync("two"), await AgentAsync("three") };
        await PutAsync("a.csv", Focus([.. agents.Select(agent => ("2026-11-01", "1", "Workers", Tag(agent)))]));
        await ImportAsync();

        var call = 0;
        do
        {
            var amount = 2 + call;
            await PutAsync("a.csv", Focus([.. agents.Select(agent => ("2026-11-01", $"{amount}", "Workers", Tag(agent)))]));
            world.Fuse.Set(++call, afterItsEffect);
            try
            {
                await ImportAsync();
            }
            catch (Exception exception) when (exception is CrashException or AggregateException)
            {
                // The process is started again.
            }

            world.Fuse.Restart();
            world.Fuse.Remove();
            var halves = await Task.WhenAll(agents.Select(async agent => Assert.Single(await StatedAsync(agent)).Usd));
            Assert.True(halves.Distinct().Count() == 1, $"it died at {world.Fuse.Where}: {string.Join(", ", halves)}");

            await ImportAsync();
            foreach (var agent in agents)
            {
                Assert.Equal([(First, (decimal)amount)], await StatedAsync(agent));
            }
        }
        while (world.Fuse.Burnt);

        Assert.True(call > 5, $"{call} calls");
    }

    private static string Tag(string agentId) => $"{{\"agentId\":\"{agentId}\"}}";

    private static string Focus(params (string Day, string Usd, string Service, string Tags)[] lines) => string.Concat(
        lines.Select(line => $"1,{line.Day},{line.Usd},USD,{line.Service},\"{line.Tags.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n").Prepend("BillingAccountId,ChargePeriodStart,BilledCost,BillingCurrency,ServiceName,Tags\r\n"));

    // As AWS writes it: its ids of lines are others in each export.
    private static string Report(params (string Start, string Use, string Usd, string Agent)[] lines) => string.Concat(
        lines.Select(line => $"{Guid.NewGuid():n},{line.Start},{line.Usd},USD,AmazonBedrockAgentCore,{line.Use},{line.Agent}\n")
            .Prepend("identity/LineItemId,lineItem/UsageStartDate,lineItem/UnblendedCost,lineItem/CurrencyCode,lineItem/ProductCode,lineItem/UsageType,resourceTags/user:agentId\n"));

    /// <summary>An agent that was used here.</summary>
    private async Task<string> AgentAsync(string name)
    {
        var agent = await world.NewAgentAsync(name);
        await world.StartDeploymentAsync(agent.AgentId, await world.UploadAsync(agent.AgentId));
        return agent.AgentId;
    }

    private Task PutAsync(string path, string content) => PutAsync(path, Encoding.UTF8.GetBytes(content));

    private async Task PutAsync(string path, byte[] content) =>
        await new BlobContainerClient(azurite.ConnectionString, "cost-exports").GetBlobClient($"{provider}/{path}").UploadAsync(BinaryData.FromBytes(content), overwrite: true);

    private Task ImportAsync() => world.Get<CostImports>().RunAsync(default);

    private async Task<IReadOnlyList<(DateOnly Day, decimal Usd)>> StatedAsync(string agentId)
    {
        var counting = await world.Get<ICostStore>().ListImportsAsync(default);
        var stated = await world.Get<ICostStore>().ReadAsync(agentId, First.AddDays(-40), First.AddDays(40), counting, default);
        return [.. stated.GroupBy(cost => cost.Day).OrderBy(day => day.Key).Select(day => (day.Key, day.Sum(cost => cost.Usd)))];
    }

    private async Task<CostImportReport> ReportAsync(string path)
    {
        var content = await new BlobContainerClient(azurite.ConnectionString, "cost-reports").GetBlobClient($"{provider}/{path}.json").DownloadContentAsync();
        return JsonSerializer.Deserialize<CostImportReport>(content.Value.Content, JsonSerializerOptions.Web)!;
    }
}
