namespace Azure.Data.Tables.Internal;

/// <summary>A storage account's connection string, reduced to what the table service needs of it.</summary>
/// <param name="Endpoint">The account's table endpoint, with a shared access signature as its query if there is one.</param>
/// <param name="AccountName">The account's name.</param>
/// <param name="Credential">The account's key; null when the endpoint carries a signature.</param>
internal sealed record StorageConnectionString(Uri Endpoint, string? AccountName, TableSharedKeyCredential? Credential)
{
    // The emulators' account and key are published constants, no secret.
    private const string DevelopmentAccount = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const int DevelopmentPort = 10002;

    /// <summary>Reads a connection string: development storage, account and key, explicit endpoints, or a signature.</summary>
    /// <exception cref="InvalidOperationException">The text is no usable connection string; the message never repeats it.</exception>
    public static StorageConnectionString Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var settings = Settings(connectionString);
        if (settings.TryGetValue("UseDevelopmentStorage", out var development) && bool.TryParse(development, out var isDevelopment) && isDevelopment)
            return Development(settings);

        settings.TryGetValue("AccountName", out var account);
        settings.TryGetValue("AccountKey", out var key);
        settings.TryGetValue("SharedAccessSignature", out var signature);
        var endpoint = TableAddress(settings, account);
        if (signature is not null)
            return new(new UriBuilder(endpoint) { Query = signature.TrimStart('?') }.Uri, account, Credential: null);
        if (account is not null && key is not null)
            return new(endpoint, account, Shared(account, key));
        if (endpoint.Query.Contains("sig=", StringComparison.Ordinal))
            return new(endpoint, account, Credential: null);
        throw Invalid("it has neither AccountName with AccountKey nor SharedAccessSignature");
    }

    private static Uri TableAddress(Dictionary<string, string> settings, string? account)
    {
        if (settings.TryGetValue("TableEndpoint", out var explicitEndpoint))
            return Absolute(explicitEndpoint, "TableEndpoint");
        if (string.IsNullOrEmpty(account))
            throw Invalid("it has neither TableEndpoint nor AccountName");

        var scheme = settings.GetValueOrDefault("DefaultEndpointsProtocol", Uri.UriSchemeHttps);
        var suffix = settings.GetValueOrDefault("EndpointSuffix", "core.windows.net");
        return Absolute($"{scheme}://{account}.table.{suffix}/", "EndpointSuffix");
    }

    private static StorageConnectionString Development(Dictionary<string, string> settings)
    {
        var proxy = settings.TryGetValue("DevelopmentStorageProxyUri", out var text) ? Absolute(text, "DevelopmentStorageProxyUri") : new Uri("http://127.0.0.1");
        var endpoint = new UriBuilder(proxy.Scheme, proxy.Host, DevelopmentPort, DevelopmentAccount).Uri;
        return new(endpoint, DevelopmentAccount, Shared(DevelopmentAccount, DevelopmentKey));
    }

    private static Dictionary<string, string> Settings(string connectionString)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw Invalid("its settings must be of the form name=value");
            if (!settings.TryAdd(part[..equals].Trim(), part[(equals + 1)..].Trim()))
                throw Invalid($"the setting {part[..equals]} is there twice");
        }
        return settings;
    }

    private static TableSharedKeyCredential Shared(string account, string key)
    {
        try
        {
            return new(account, key);
        }
        catch (FormatException)
        {
            throw Invalid("AccountKey is not Base64");
        }
    }

    private static Uri Absolute(string text, string setting) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw Invalid($"{setting} does not give an absolute http or https address");

    private static InvalidOperationException Invalid(string why) => new($"The storage connection string cannot be used: {why}.");
}
