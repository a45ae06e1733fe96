using Amazon;
using Amazon.BedrockAgentCore;
using Amazon.BedrockAgentCoreControl;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using Amazon.SecurityToken;
using Microsoft.Extensions.Options;

namespace Webhost.Providers.AgentCore.Aws;

/// <summary>The SDK's clients, made when they are first needed: control plane and S3 repeat what may be repeated; invocations never are.</summary>
internal sealed class AwsClients : IDisposable
{
    private const string RoleSession = "webhost-control-plane";

    private readonly AgentCoreOptions options;
    private readonly AwsHttp http;
    private readonly Lazy<AWSCredentials?> credentials;
    private readonly Lazy<AmazonBedrockAgentCoreControlClient> control;
    private readonly Lazy<AmazonBedrockAgentCoreClient> data;
    private readonly Lazy<AmazonBedrockAgentCoreClient> repeatableData;
    private readonly Lazy<AmazonS3Client> s3;

    public AwsClients(IOptions<AgentCoreOptions> options, AwsHttp http)
    {
        this.options = options.Value;
        this.http = http;
        credentials = new Lazy<AWSCredentials?>(Credentials);
        control = new Lazy<AmazonBedrockAgentCoreControlClient>(CreateControl);
        data = new Lazy<AmazonBedrockAgentCoreClient>(() => CreateData(retries: 0));
        repeatableData = new Lazy<AmazonBedrockAgentCoreClient>(() => CreateData(this.options.ApiRetries));
        s3 = new Lazy<AmazonS3Client>(CreateS3);
    }

    public IAmazonBedrockAgentCoreControl Control => control.Value;

    /// <summary>For invocations: a call is sent once.</summary>
    public IAmazonBedrockAgentCore Data => data.Value;

    /// <summary>For what may be repeated.</summary>
    public IAmazonBedrockAgentCore RepeatableData => repeatableData.Value;

    public IAmazonS3 S3 => s3.Value;

    public void Dispose()
    {
        Dispose(control);
        Dispose(data);
        Dispose(repeatableData);
        Dispose(s3);
    }

    private static void Dispose<T>(Lazy<T> client)
        where T : IDisposable
    {
        if (client.IsValueCreated)
        {
            client.Value.Dispose();
        }
    }

    private AmazonBedrockAgentCoreControlClient CreateControl()
    {
        var config = Configure(new AmazonBedrockAgentCoreControlConfig(), options.ServiceUrl, options.ApiRetries);
        return credentials.Value is { } given ? new AmazonBedrockAgentCoreControlClient(given, config) : new AmazonBedrockAgentCoreControlClient(config);
    }

    private AmazonBedrockAgentCoreClient CreateData(int retries)
    {
        // An invocation is the agent's act, and not ours to repeat, over a connection that turned out dead least of all.
        var config = Configure(new AmazonBedrockAgentCoreConfig(), options.ServiceUrl, retries);
        config.MaxStaleConnectionRetries = retries;
        return credentials.Value is { } given ? new AmazonBedrockAgentCoreClient(given, config) : new AmazonBedrockAgentCoreClient(config);
    }

    private AmazonS3Client CreateS3()
    {
        var config = Configure(new AmazonS3Config(), options.S3ServiceUrl, options.ApiRetries);
        config.ForcePathStyle = options.S3ServiceUrl.Length > 0;
        return credentials.Value is { } given ? new AmazonS3Client(given, config) : new AmazonS3Client(config);
    }

    private AWSCredentials? Credentials()
    {
        AWSCredentials? own = options.AccessKeyId.Length > 0 ? new BasicAWSCredentials(options.AccessKeyId, options.SecretAccessKey) : null;
        if (options.AssumeRoleArn.Length == 0)
        {
            return own;
        }

        var sts = Configure(new AmazonSecurityTokenServiceConfig(), options.StsServiceUrl, options.ApiRetries);
        return new TakenRole(new AmazonSecurityTokenServiceClient(own ?? DefaultAWSCredentialsIdentityResolver.GetCredentials(sts), sts), options.AssumeRoleArn, RoleSession, options.ExternalId);
    }

    private T Configure<T>(T config, string address, int retries)
        where T : ClientConfig
    {
        if (address.Length > 0)
        {
            config.ServiceURL = address;
            config.AuthenticationRegion = options.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        config.HttpClientFactory = http;
        config.MaxErrorRetry = retries;
        config.RetryMode = RequestRetryMode.Standard;
        return config;
    }
}
