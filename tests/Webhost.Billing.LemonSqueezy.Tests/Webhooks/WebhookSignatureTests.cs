using System.Text;
using Webhost.Billing.LemonSqueezy.Webhooks;

namespace Webhost.Billing.LemonSqueezy.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"meta":{"event_name":"order_created"}}""");

    [Fact]
    public void A_body_with_its_signature_is_accepted() => Assert.True(WebhookSignature.IsValid(Body, Samples.Sign(Body), Samples.Secret));

    [Fact]
    public void A_known_signature_is_what_the_provider_computes()
    {
        // HMAC-SHA256 test case 2 of RFC 4231.
        var body = Encoding.ASCII.GetBytes("what do ya want for nothing?");

        Assert.True(WebhookSignature.IsValid(body, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "Jefe"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000000000000000000000000000000000g")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000000")]
    public void A_missing_malformed_and_wrong_signature_are_refused_alike(string? signature) => Assert.False(WebhookSignature.IsValid(Body, signature, Samples.Secret));

    [Fact]
    public void Another_body_another_secret_and_a_longer_signature_are_refused()
    {
        var signature = Samples.Sign(Body);

        Assert.False(WebhookSignature.IsValid([.. Body, (byte)' '], signature, Samples.Secret));
        Assert.False(WebhookSignature.IsValid(Body, signature, "another"));
        Assert.False(WebhookSignature.IsValid(Body, signature + "00", Samples.Secret));
        Assert.False(WebhookSignature.IsValid(Body, "sha256=" + signature, Samples.Secret));
    }
}
