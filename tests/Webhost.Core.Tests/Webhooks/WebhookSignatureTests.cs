using System.Globalization;
using System.Text;
using Webhost.Core.Webhooks;

namespace Webhost.Core.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Signed = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly DateTimeOffset Sent = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    // The example of Svix's documentation.
    private static readonly ReceivedWebhook Example = new()
    {
        Id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
        Timestamp = "1614265330",
        Signatures = Signed,
        Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}"""),
    };

    [Fact]
    public void The_example_of_its_inventor_is_signed()
    {
        Assert.True(IsValid(Example));
        Assert.Equal(Signed, WebhookSignature.Of(Example.Id!, Sent, Example.Body.Span, KeyOf(Secret)));
        Assert.Equal(Secret, WebhookSignature.SecretOf(KeyOf(Secret)));
    }

    [Fact]
    public void One_of_several_signatures_is_enough_so_that_a_key_can_be_exchanged()
    {
        var other = WebhookSignature.Of(Example.Id!, Sent, Example.Body.Span, new byte[32]);

        Assert.True(IsValid(Example with { Signatures = $"{other} {Signed}" }));
        Assert.True(IsValid(Example with { Signatures = $"{Signed} v1a,something {other}" }));
        Assert.False(IsValid(Example with { Signatures = $"{other} {other}" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1,")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=,v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(null)]
    public void Another_signature_or_none_is_not_valid(string? signatures) => Assert.False(IsValid(Example with { Signatures = signatures }));

    [Fact]
    public void Neither_id_nor_time_nor_body_nor_key_can_be_exchanged_or_left_out()
    {
        Assert.False(IsValid(Example with { Id = "msg_another" }));
        Assert.False(IsValid(Example with { Id = null }));
        Assert.False(IsValid(Example with { Id = string.Empty }));
        Assert.False(IsValid(Example with { Timestamp = "1614265331" }));
        Assert.False(IsValid(Example with { Timestamp = null }));
        Assert.False(IsValid(Example with { Body = Encoding.UTF8.GetBytes("""{"test": 2432232315}""") }));
        Assert.False(WebhookSignature.IsValid(Example, new byte[24], Sent));
    }

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void A_message_counts_for_five_minutes_in_either_direction(int secondsLater, bool valid) =>
        Assert.Equal(valid, WebhookSignature.IsValid(Example, KeyOf(Secret), Sent.AddSeconds(secondsLater)));

    [Theory]
    [InlineData(" 1614265330")]
    [InlineData("+1614265330")]
    [InlineData("-1614265330")]
    [InlineData("1614265330.0")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("now")]
    [InlineData("")]
    public void A_time_that_is_written_otherwise_is_not_valid(string timestamp) => Assert.False(IsValid(Example with { Timestamp = timestamp }));

    [Theory]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(23, false)]
    [InlineData(65, false)]
    [InlineData(0, false)]
    public void A_secret_has_24_to_64_bytes(int bytes, bool valid) => Assert.Equal(valid, WebhookSignature.TryReadSecret(WebhookSignature.SecretOf(new byte[bytes]), out _));

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_not base64 at all!!!!!!!!!!!!!!!!")]
    [InlineData("made-at-the-first-start")]
    public void What_is_no_secret_is_not_read(string text) => Assert.False(WebhookSignature.TryReadSecret(text, out _));

    private static bool IsValid(ReceivedWebhook message) => WebhookSignature.IsValid(message, KeyOf(Secret), Sent);

    private static byte[] KeyOf(string secret)
    {
        Assert.True(WebhookSignature.TryReadSecret(secret, out var key), secret.Length.ToString(CultureInfo.InvariantCulture));
        return key;
    }
}
