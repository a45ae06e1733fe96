using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Webhost.Local.AgentCore.Tests;

/// <summary>The official .NET clients: they sign every chunk of a body and its trailer, which the JavaScript ones don't.</summary>
public sealed class NetClientTests : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;
    private TestEmulator _emulator = null!;

    public async Task InitializeAsync() => _emulator = await TestEmulator.StartAsync(options => options with { Isolate = false });

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
        using var sts = new AmazonSecurityTokenServiceClient(TestEmulator.AccessKeyId, TestEmulator.SecretAccessKey, new AmazonSecurityTokenServiceConfig { ServiceURL = _emulator.Uri.ToString(), AuthenticationRegion = "us-east-1" });

        var role = (await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = "arn:aws:iam::123456789012:role/deployer", RoleSessionName = "webhost", ExternalId = "customer-1" })).Credentials;
        using var s3 = Client(new SessionAWSCredentials(role.AccessKeyId, role.SecretAccessKey, role.SessionToken));
        using var forged = Client(new SessionAWSCredentials(role.AccessKeyId, role.SecretAccessKey, "forged"));

        Assert.Contains((await s3.ListBucketsAsync()).Buckets, bucket => bucket.BucketName is "code");
        await Assert.ThrowsAsync<AmazonS3Exception>(() => forged.ListBucketsAsync());
    }

    private AmazonS3Client Client(AWSCredentials credentials) => new(credentials, new AmazonS3Config
    {
        ServiceURL = _emulator.Uri.ToString(),
        AuthenticationRegion = "us-east-1",
        ForcePathStyle = true,
        MaxErrorRetry = 0,
    });
}
