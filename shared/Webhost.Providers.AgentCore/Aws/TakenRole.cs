using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Webhost.Providers.AgentCore.Aws;

/// <summary>Credentials of a role that was taken on, renewed before they run out. Unlike the SDK's own they take STS's address from settings.</summary>
internal sealed class TakenRole : RefreshingAWSCredentials
{
    private const int SessionSeconds = 3600;
    private static readonly TimeSpan Renewal = TimeSpan.FromMinutes(5);

    private readonly IAmazonSecurityTokenService sts;
    private readonly AssumeRoleRequest request;

    public TakenRole(IAmazonSecurityTokenService sts, string roleArn, string sessionName, string externalId)
    {
        this.sts = sts;
        request = new AssumeRoleRequest { RoleArn = roleArn, RoleSessionName = sessionName, DurationSeconds = SessionSeconds, ExternalId = externalId.Length > 0 ? externalId : null };
        PreemptExpiryTime = Renewal;
    }

    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        var taken = (await sts.AssumeRoleAsync(request)).Credentials;
        return new CredentialsRefreshState(new ImmutableCredentials(taken.AccessKeyId, taken.SecretAccessKey, taken.SessionToken), taken.Expiration ?? throw new AmazonClientException("STS named no end of the role's session."));
    }
}
