using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Internal;

/// <summary>An account's table service and the one pipeline that all clients made from it share.</summary>
internal sealed class TableConnection
{
    public const string JsonWithTypes = "application/json;odata=minimalmetadata";

    private readonly HttpPipeline _pipeline;
    private readonly string _version;

    private TableConnection(Uri endpoint, string? accountName, HttpPipelinePolicy? authentication, TableClientOptions? options)
    {
        options ??= new TableClientOptions();
        Endpoint = endpoint;
        AccountName = accountName ?? TableEndpoint.AccountName(endpoint);
        _version = options.VersionHeader;
        var pipelineOptions = new HttpPipelineOptions(options) { RequestFailedDetailsParser = TableErrorParser.Instance };
        if (authentication is not null)
            pipelineOptions.PerRetryPolicies.Add(authentication);
        _pipeline = HttpPipelineBuilder.Build(pipelineOptions);
    }

    public Uri Endpoint { get; }

    public string? AccountName { get; }

    public static TableConnection Create(string connectionString, TableClientOptions? options)
    {
        var parsed = StorageConnectionString.Parse(connectionString);
        return new(parsed.Endpoint, parsed.AccountName, parsed.Credential is null ? null : new SharedKeyLitePolicy(parsed.Credential), options);
    }

    public static TableConnection Create(Uri endpoint, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (endpoint.Query.Length > 1)
            TableEndpoint.RequireTls(endpoint);
        return new(endpoint, accountName: null, authentication: null, options);
    }

    public static TableConnection Create(Uri endpoint, AzureSasCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        TableEndpoint.RequireTls(endpoint);
        return new(endpoint, accountName: null, new SasPolicy(credential), options);
    }

    public static TableConnection Create(Uri endpoint, TableSharedKeyCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        return new(endpoint, credential.AccountName, new SharedKeyLitePolicy(credential), options);
    }

    public static TableConnection Create(Uri endpoint, TokenCredential credential, TableClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        var scope = (options?.Audience ?? TableAudience.AzurePublicCloud).ToString().TrimEnd('/') + "/.default";
        HttpPipelinePolicy policy = options is { EnableTenantDiscovery: true }
            ? new TenantDiscoveryPolicy(credential, scope)
            : new BearerTokenAuthenticationPolicy(credential, scope);
        return new(endpoint, accountName: null, policy, options);
    }

    /// <summary>A request to a path below the account; the path is already escaped and starts with a slash.</summary>
    public HttpMessage Request(RequestMethod method, string path, ResponseClassifier classifier)
    {
        var message = _pipeline.CreateMessage(context: null, classifier);
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(Endpoint);
        request.Uri.AppendPath(path, escape: false);
        request.Headers.Add("x-ms-version", _version);
        request.Headers.Add("DataServiceVersion", "3.0");
        request.Headers.Add("Accept", JsonWithTypes);
        return message;
    }

    /// <summary>Sends and answers the buffered response.</summary>
    /// <exception cref="RequestFailedException">The status is one that the request's classifier calls an error.</exception>
    public Response Send(HttpMessage message, CancellationToken cancellationToken)
    {
        using (message)
        {
            _pipeline.Send(message, cancellationToken);
            return message.Response is { IsError: false } response ? response : throw new RequestFailedException(message.Response);
        }
    }

    /// <inheritdoc cref="Send" />
    public async ValueTask<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        using (message)
        {
            await _pipeline.SendAsync(message, cancellationToken);
            return message.Response is { IsError: false } response ? response : throw new RequestFailedException(message.Response);
        }
    }
}
