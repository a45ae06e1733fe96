using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Webhost.Local.AgentCore.Isolation;

namespace Webhost.Local.AgentCore.Tests;

/// <summary>The official .NET clients: they sign every chunk of a body and its trailer, which the JavaScript ones don't.</summary>
public sealed class NetClientTests : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;
    private TestEmulator _emulator = null!;

    public async Task InitializeAsync() => _emulator = await TestEmulator.StartAsync(options => options with { MostIsolation = IsolationLevel.Limits });

    public async Task DisposeAsync() => await _emulator.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3 * Megabyte)]
    public async Task A_body_with_signed_chunks_and_a_trailer_comes_back_as_it_was(int size)
    {
        using var s3 = Client(new BasicAWSCredentials(TestEmulator.AccessKeyId, TestEmulator.SecretAccessKey));
        var body = new byte[size];
        new Random(1).NextBytes(body);

        var put = await s3.PutObjectAsync(new PutObjectRequest { BucketName = "code", Key = "a b/ü", InputStream = new MemoryStream(body), ChecksumAlgorithm = ChecksumAlgorithm.CRC32 });
        using var got = await s3.GetObjectAsync(new GetObjectRequest { BucketName = "code", Key = "a b/ü", ChecksumMode = ChecksumMode.ENABLED });
        using var bytes = new MemoryStream();
        await got.ResponseStream.CopyToAsync(bytes);

        Assert.Equal(body, bytes.ToArray());
        Assert.Equal(put.ChecksumCRC32, got.ChecksumCRC32);
    }

    [Fact]
    public async Task Credentials_of_an_assumed_role_open_the_bucket_and_nothing_else_does()
    {
        var role = await AssumeAsync("customer-1");
        using var s3 = Client(new SessionAWSCredentials(role.AccessKeyId, role.SecretAccessKey, role.SessionToken));
        using var forged = Client(new SessionAWSCredentials(role.AccessKeyId, role.SecretAccessKey, "forged"));

        Assert.Contains((await s3.ListBucketsAsync()).Buckets, bucket => bucket.BucketName is "code");
        await Assert.ThrowsAsync<AmazonS3Exception>(() => forged.ListBucketsAsync());
    }

    [Fact]
    public async Task Credentials_of_an_assumed_role_hold_beyond_a_restart_and_with_their_own_key_and_token_alone()
    {
        var (role, other) = (await AssumeAsync("customer-1"), await AssumeAsync("customer-1"));
        await _emulator.CloseAsync();
        await _emulator.OpenAsync();

        using var s3 = Client(new SessionAWSCredentials(role.AccessKeyId, role.SecretAccessKey, role.SessionToken));
        Assert.Contains((await s3.ListBucketsAsync()).Buckets, bucket => bucket.BucketName is "code");
        var (expires, signature) = (long.Parse(role.SessionToken.Split('.')[0]), role.SessionToken.Split('.')[1]);
        foreach (var (key, secret, token) in new[]
        {
            (role.AccessKeyId, role.SecretAccessKey, other.SessionToken),
            (other.AccessKeyId, role.SecretAccessKey, role.SessionToken),
            (role.AccessKeyId, other.SecretAccessKey, role.SessionToken),
            (role.AccessKeyId, role.SecretAccessKey, $"{expires + 3600}.{signature}"),
        })
        {
            using var forged = Client(new SessionAWSCredentials(key, secret, token));
            await Assert.ThrowsAsync<AmazonS3Exception>(() => forged.ListBucketsAsync());
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("customer 1")]
    [InlineData("customer-1\n")]
    public async Task An_external_id_that_no_role_can_ask_for_is_refused(string externalId) =>
        Assert.Equal("ValidationError", (await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => AssumeAsync(externalId))).ErrorCode);

    private async Task<Credentials> AssumeAsync(string externalId)
    {
        using var sts = new AmazonSecurityTokenServiceClient(TestEmulator.AccessKeyId, TestEmulator.SecretAccessKey, new AmazonSecurityTokenServiceConfig { ServiceURL = _emulator.Uri.ToString(), AuthenticationRegion = "us-east-1" });
        return (await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = "arn:aws:iam::123456789012:role/deployer", RoleSessionName = "webhost", ExternalId = externalId })).Credentials;
    }

    private AmazonS3Client Client(AWSCredentials credentials) => new(credentials, new AmazonS3Config
    {
        ServiceURL = _emulator.Uri.ToString(),
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        MaxErrorRetry = 0,
    });
}
