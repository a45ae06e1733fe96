using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Azure.Data.Tables.Tests;

public sealed class CredentialTests(AzuriteFixture azurite) : TableTest(azurite)
{
    private const string Entity = """{"odata.metadata":"m","odata.etag":"W/\"1\"","PartitionKey":"p","RowKey":"r"}""";
    private static readonly Uri Endpoint = new("https://account.table.core.windows.net/");

    [Fact]
    public async Task A_shared_key_signs_date_and_resource()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var service = FakeService.Answering(_ => FakeService.Json(Entity));
        var table = new TableServiceClient(Endpoint, new TableSharedKeyCredential("account", Convert.ToBase64String(key)), service.Options()).GetTableClient("things");

        await table.GetEntityAsync<TableEntity>("it's", "a/b");

        var request = Assert.Single(service.Requests);
        Assert.Equal("https://account.table.core.windows.net/things(PartitionKey='it%27%27s',RowKey='a%2Fb')", request.Uri.AbsoluteUri);
        Assert.Equal("2020-12-06", request.Version);
        var signed = $"{request.Date}\n/account{request.Uri.AbsolutePath}";
        Assert.Equal("SharedKeyLite account:" + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed))), request.Authorization);
    }

    [Fact]
    public async Task A_rotated_key_is_used_from_then_on()
    {
        var credential = new TableSharedKeyCredential(AzuriteServer.AccountName, Convert.ToBase64String(new byte[32]));
        var service = new TableServiceClient(Azurite.Server.TableEndpoint, credential);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => service.CreateTableAsync(AzuriteFixture.UniqueName()));
        credential.SetAccountKey(AzuriteServer.AccountKey);
        var created = await service.CreateTableAsync(AzuriteFixture.UniqueName());

        Assert.Equal(403, failure.Status);
        Assert.Equal(204, created.GetRawResponse().Status);
    }

    [Fact]
    public async Task An_access_token_is_asked_for_once_and_sent()
    {
        var service = FakeService.Answering(_ => FakeService.Json(Entity));
        var credential = new FakeTokenCredential();
        var table = new TableServiceClient(Endpoint, credential, service.Options()).GetTableClient("things");

        await table.GetEntityAsync<TableEntity>("p", "r");
        await table.GetEntityAsync<TableEntity>("p", "r");

        Assert.All(service.Requests, request => Assert.Equal("Bearer token-of-home", request.Authorization));
        Assert.Equal(["https://storage.azure.com/.default"], Assert.Single(credential.Asked).Scopes);
        Assert.Equal("account", table.AccountName);
    }

    [Fact]
    public async Task The_audience_decides_what_the_token_is_for()
    {
        var service = FakeService.Answering(_ => FakeService.Json(Entity));
        var credential = new FakeTokenCredential();
        var options = service.Options();
        options.Audience = TableAudience.AzureGovernment;

        await new TableClient(Endpoint, "things", credential, options).GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal(["https://storage.azure.us/.default"], Assert.Single(credential.Asked).Scopes);
    }

    [Fact]
    public async Task The_services_challenge_names_the_tenant()
    {
        var service = FakeService.Answering(count =>
        {
            if (count > 1)
                return FakeService.Json(Entity);
            var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
            challenge.Headers.TryAddWithoutValidation("WWW-Authenticate", "Bearer authorization_uri=https://login.microsoftonline.com/tenant-7/oauth2/authorize resource_id=https://storage.azure.com");
            return challenge;
        });
        var options = service.Options();
        options.EnableTenantDiscovery = true;
        var table = new TableClient(Endpoint, "things", new FakeTokenCredential(), options);

        await table.GetEntityAsync<TableEntity>("p", "r");
        table.GetEntity<TableEntity>("p", "r");

        Assert.Equal([null, "Bearer token-of-tenant-7", "Bearer token-of-tenant-7"], service.Requests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task An_access_token_is_not_sent_in_clear_text()
    {
        var table = new TableClient(new Uri("http://account.example/"), "things", new FakeTokenCredential());

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.GetEntityAsync<TableEntity>("p", "r"));
    }

    [Fact]
    public async Task A_shared_access_signature_is_in_each_try_once()
    {
        var service = FakeService.Answering(count => count == 1 ? new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) : FakeService.Json("""{"value":[]}"""));
        var table = new TableServiceClient(Endpoint, new AzureSasCredential("?sv=2020-12-06&sig=abc%3D"), service.Options()).GetTableClient("things");

        await AllAsync(table.QueryAsync<TableEntity>("a eq 1"));

        Assert.Equal(2, service.Requests.Count);
        Assert.All(service.Requests, request => Assert.Equal("https://account.table.core.windows.net/things()?$filter=a%20eq%201&sv=2020-12-06&sig=abc%3D", request.Uri.AbsoluteUri));
    }

    [Fact]
    public async Task An_address_may_carry_table_and_signature()
    {
        var service = FakeService.Answering(_ => FakeService.Json(Entity));
        var table = new TableClient(new Uri("https://account.table.core.windows.net/things?sv=1&sig=abc"), service.Options());

        await table.GetEntityAsync<TableEntity>("p", "r", ["a"]);

        Assert.Equal("things", table.Name);
        Assert.Equal("https://account.table.core.windows.net/things(PartitionKey='p',RowKey='r')?sv=1&sig=abc&$select=a", Assert.Single(service.Requests).Uri.AbsoluteUri);
    }

    [Fact]
    public void A_signature_is_not_sent_in_clear_text() =>
        Assert.Throws<ArgumentException>(() => new TableServiceClient(new Uri("http://account.example/"), new AzureSasCredential("sig=abc")));
}
