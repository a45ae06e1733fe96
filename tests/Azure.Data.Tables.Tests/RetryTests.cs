using System.Net;

namespace Azure.Data.Tables.Tests;

public sealed class RetryTests(AzuriteFixture azurite) : TableTest(azurite)
{
    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task A_busy_service_is_asked_again(HttpStatusCode busy)
    {
        var service = FakeService.Answering(count => count <= 2 ? new HttpResponseMessage(busy) : null);
        var name = AzuriteFixture.UniqueName();
        await Service.CreateTableAsync(name);
        var table = new TableClient(Azurite.ConnectionString, name, service.Options());

        await table.AddEntityAsync(new TableEntity("p", "r") { ["a"] = 1 });

        Assert.Equal(3, service.Requests.Count);
        Assert.Equal(1, Service.GetTableClient(name).GetEntity<TableEntity>("p", "r").Value.GetInt32("a"));
    }

    [Fact]
    public async Task A_service_that_stays_busy_is_given_up_on()
    {
        var service = FakeService.Answering(_ => FakeService.Json("""{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"Busy."}}}""", HttpStatusCode.ServiceUnavailable));
        var options = service.Options();
        options.Retry.MaxRetries = 2;
        var table = new TableClient(Azurite.ConnectionString, "things", options);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r"));

        Assert.Equal((503, "ServerBusy", 3), (failure.Status, failure.ErrorCode, service.Requests.Count));
    }

    [Fact]
    public async Task A_refusal_is_not_asked_again()
    {
        var service = FakeService.Answering(_ => null);
        var table = new TableClient(Azurite.ConnectionString, AzuriteFixture.UniqueName(), service.Options());

        await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r"));

        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again()
    {
        var service = new FakeService((_, count, _) => count == 1 ? throw new HttpRequestException("reset") : Task.FromResult<HttpResponseMessage?>(null));
        var name = AzuriteFixture.UniqueName();
        await Service.CreateTableAsync(name);

        await new TableClient(Azurite.ConnectionString, name, service.Options()).UpsertEntityAsync(new TableEntity("p", "r"));

        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task Cancelling_ends_a_request_under_way()
    {
        var started = new TaskCompletionSource();
        var service = new FakeService(async (_, _, token) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return null;
        });
        using var cancellation = new CancellationTokenSource();
        var table = new TableClient(Azurite.ConnectionString, "things", service.Options());

        var request = table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: cancellation.Token);
        await started.Task;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task An_answer_that_is_no_json_still_gives_the_status()
    {
        var service = FakeService.Answering(_ => FakeService.Json("<html>Bad gateway</html>", HttpStatusCode.BadRequest));
        var table = new TableClient(Azurite.ConnectionString, "things", service.Options());

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r"));

        Assert.Equal(400, failure.Status);
        Assert.Null(failure.ErrorCode);
    }
}
