namespace Azure.Data.Tables.Tests;

public sealed class ConnectionStringTests
{
    private const string Key = "a2V5";

    [Theory]
    [InlineData("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite", "http://azurite:10002/devstoreaccount1", "devstoreaccount1")]
    [InlineData($"DefaultEndpointsProtocol=https;AccountName=acc;AccountKey={Key};EndpointSuffix=core.windows.net", "https://acc.table.core.windows.net/", "acc")]
    [InlineData($"AccountName=acc;AccountKey={Key}", "https://acc.table.core.windows.net/", "acc")]
    [InlineData($"accountname=acc;accountkey={Key};tableendpoint=http://127.0.0.1:9/acc/;", "http://127.0.0.1:9/acc/", "acc")]
    [InlineData("TableEndpoint=https://acc.table.example/;SharedAccessSignature=sv=1&sig=a%3D", "https://acc.table.example/?sv=1&sig=a%3D", "acc")]
    [InlineData("TableEndpoint=https://acc.table.example/?sv=1&sig=a%3D", "https://acc.table.example/?sv=1&sig=a%3D", "acc")]
    public void A_connection_string_gives_endpoint_and_account(string connectionString, string endpoint, string account)
    {
        var service = new TableServiceClient(connectionString);

        Assert.Equal(endpoint, service.Uri.AbsoluteUri);
        Assert.Equal(account, service.AccountName);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountName=acc")]
    [InlineData("AccountKey=a2V5")]
    [InlineData("AccountName=acc;AccountKey=not base64!secret")]
    [InlineData("AccountName=acc;AccountKey=a2V5;TableEndpoint=relative")]
    [InlineData("AccountName=acc;AccountName=acc;AccountKey=a2V5")]
    public void A_malformed_connection_string_is_refused_without_repeating_it(string connectionString)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => new TableServiceClient(connectionString));

        Assert.DoesNotContain("a2V5", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://acc.table.core.windows.net/things", "https://acc.table.core.windows.net/things", "acc")]
    [InlineData("http://127.0.0.1:10002/acc/things", "http://127.0.0.1:10002/acc/things", "acc")]
    public void A_tables_address_gives_account_and_table(string address, string uri, string account)
    {
        var table = new TableClient(new Uri(address + "?sig=a"));

        Assert.Equal(("things", uri, account), (table.Name, table.Uri.AbsoluteUri, table.AccountName));
    }

    [Fact]
    public void An_address_without_a_table_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new TableClient(new Uri("https://acc.table.core.windows.net/?sig=a")));
        Assert.Throws<ArgumentException>(() => new TableClient(new Uri("http://127.0.0.1:10002/acc?sig=a")));
    }
}
