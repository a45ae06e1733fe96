using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Tests.Functions;

[Collection(StorageCollection.Name)]
public sealed class FunctionsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_function_based_orchestration_is_started_watched_and_steered_over_http()
    {
        Shop.Till till = new();
        List<string> passed = [];
        await using var host = await FunctionsHost.StartAsync(
            azurite,
            configure: builder =>
            {
                builder.Services.AddSingleton(till);
                builder.UseMiddleware(async (context, next) =>
                {
                    lock (passed)
                        passed.Add(context.FunctionDefinition.Name);
                    await next();
                });
            },
            types: typeof(Shop));

        using var accepted = await host.Http.PostAsJsonAsync("/api/start/order-1", new { item = "tea", count = 4 });
        var links = await accepted.Content.ReadFromJsonAsync<Dictionary<string, string>>();
        var status = await StatusAsync(host, links!["StatusQueryGetUri"], "priced");
        using var unpaid = await host.Http.GetAsync(links["StatusQueryGetUri"]);
        using var raised = await host.Http.PostAsJsonAsync(links["SendEventPostUri"].Replace("{eventName}", "paid", StringComparison.Ordinal), 3);
        await Eventually.TrueAsync(async () => (await ReadAsync(host, links["StatusQueryGetUri"])).GetProperty("runtimeStatus").GetString() == "Completed", "it completes");
        var end = await ReadAsync(host, links["StatusQueryGetUri"]);

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(links["StatusQueryGetUri"], accepted.Headers.Location!.ToString());
        Assert.Equal("application/json", accepted.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            ["Id", "PurgeHistoryDeleteUri", "SendEventPostUri", "StatusQueryGetUri", "TerminatePostUri", "SuspendPostUri", "ResumePostUri"], links.Keys);
        Assert.Equal("tea", status.GetProperty("input").GetProperty("Item").GetString());
        Assert.Equal(HttpStatusCode.Accepted, unpaid.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), unpaid.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        Assert.Equal(7m, end.GetProperty("output").GetProperty("Due").GetDecimal());
        Assert.EndsWith("Z", end.GetProperty("createdTime").GetString(), StringComparison.Ordinal);
        Assert.Equal(["Write order-1"], till.Written);
        Assert.Equal(["Start", "Sell", "Price", "Write"], passed.Distinct());
        using var gone = await host.Http.PostAsync(new Uri(links["TerminatePostUri"]), content: null);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        using var purged = await host.Http.DeleteAsync(links["PurgeHistoryDeleteUri"]);
        Assert.Equal("""{"instancesDeleted":1}""", await purged.Content.ReadAsStringAsync());
        using var missing = await host.Http.GetAsync(links["StatusQueryGetUri"]);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Management_needs_the_key_which_all_processes_share()
    {
        var hub = AzuriteFixture.UniqueName("hub");
        await using var one = await FunctionsHost.StartAsync(azurite, hub, builder => builder.Services.AddSingleton<Shop.Till>(), typeof(Shop));
        await using var two = await FunctionsHost.StartAsync(azurite, hub, builder => builder.Services.AddSingleton<Shop.Till>(), typeof(Shop));

        using var accepted = await one.Http.PostAsJsonAsync("/api/start/order-2", new { item = "tea", count = 1 });
        Uri status = new((await accepted.Content.ReadFromJsonAsync<Dictionary<string, string>>())!["StatusQueryGetUri"]);
        using var withoutKey = await one.Http.GetAsync(status.GetLeftPart(UriPartial.Path));
        using var wrongKey = await one.Http.GetAsync(status.GetLeftPart(UriPartial.Path) + "?code=guess");
        using var elsewhere = await two.Http.GetAsync(status.PathAndQuery);
        using var suspended = await two.Http.PostAsync(new Uri(two.Http.BaseAddress!, status.PathAndQuery.Replace("order-2", "order-2/suspend", StringComparison.Ordinal)), content: null);
        var listed = await two.Http.GetFromJsonAsync<JsonElement>(status.PathAndQuery.Replace("/order-2", "", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Unauthorized, withoutKey.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrongKey.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, suspended.StatusCode);
        Assert.Equal("order-2", listed.EnumerateArray().Single().GetProperty("instanceId").GetString());
        var links = await two.Http.GetFromJsonAsync<HttpManagementPayloadText>("/api/links/order-2");
        Assert.StartsWith(two.Http.BaseAddress + "runtime/webhooks/durabletask/instances/order-2/resume?reason={text}&taskHub=" + hub, links!.ResumePostUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_with_clients_only_leaves_the_work_to_another()
    {
        var hub = AzuriteFixture.UniqueName("hub");
        await using var desk = await FunctionsHost.StartAsync(azurite, hub, types: typeof(FrontDesk));
        var ordered = desk.Http.PostAsync("/api/order/order-4", content: null);
        await using var shop = await FunctionsHost.StartAsync(azurite, hub, builder => builder.Services.AddSingleton<Shop.Till>(), typeof(Shop));

        using var answer = await ordered;

        Assert.Equal("Completed 4.0", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_missing_connection_stops_the_start_and_is_named()
    {
        using var host = FunctionsHost.Build(connectionString: null, "hub", builder => builder.Services.AddSingleton<Shop.Till>(), typeof(Shop));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("'AzureWebJobsStorage' is missing", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_hub_name_stops_the_start_and_is_named()
    {
        using var host = FunctionsHost.Build(azurite.ConnectionString, "a-b", builder => builder.Services.AddSingleton<Shop.Till>(), typeof(Shop));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("'a-b'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_parameters_stop_the_start_and_are_named()
    {
        using var host = FunctionsHost.Build(azurite.ConnectionString, "hub", configure: null, typeof(Wrong));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("'Orchestrate', parameter 'context'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'Client', parameter 'client'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_orchestration_does_not_hold_the_stop_up()
    {
        var host = await FunctionsHost.StartAsync(azurite, configure: builder => builder.Services.AddSingleton<Shop.Till>(), types: typeof(Shop));
        using var accepted = await host.Http.PostAsJsonAsync("/api/start/order-3", new { item = "tea", count = 1 });
        var links = await accepted.Content.ReadFromJsonAsync<Dictionary<string, string>>();
        await StatusAsync(host, links!["StatusQueryGetUri"], "priced");

        // It waits for an event that nobody raises.
        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<JsonElement> StatusAsync(FunctionsHost host, string uri, string customStatus)
    {
        await Eventually.TrueAsync(
            async () => (await ReadAsync(host, uri)).GetProperty("customStatus") is { ValueKind: JsonValueKind.String } status && status.GetString() == customStatus,
            $"the custom status is {customStatus}");
        return await ReadAsync(host, uri);
    }

    private static async Task<JsonElement> ReadAsync(FunctionsHost host, string uri)
    {
        using var response = await host.Http.GetAsync(uri);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private sealed record HttpManagementPayloadText(string ResumePostUri);

    private sealed class Wrong
    {
        [Function("Orchestrate")]
        public static Task Orchestrate([OrchestrationTrigger] string context) => Task.FromResult(context);

        [Function("Client")]
        public static Task Client([ActivityTrigger] string input, [DurableClient] string client) => Task.FromResult(input + client);
    }
}
