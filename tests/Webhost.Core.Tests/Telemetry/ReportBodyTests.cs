using System.IO.Compression;
using System.Text;
using Webhost.Core.Results;
using Webhost.Core.Telemetry;

namespace Webhost.Core.Tests.Telemetry;

public sealed class ReportBodyTests
{
    private const int Most = 100_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(Most)]
    public void What_was_packed_comes_out_as_it_was(int length)
    {
        var body = Enumerable.Range(0, length).Select(number => (byte)(number * 7)).ToArray();

        Assert.Equal(body, ReportBody.Unpack(Pack(body), " GZip ", Most).Value.ToArray());
        Assert.Equal(body, ReportBody.Unpack(body, contentEncoding: null, Most).Value.ToArray());
    }

    [Theory]
    [InlineData(Most + 1)]
    [InlineData(50_000_000)]
    public void A_bomb_is_refused_as_soon_as_it_is_too_large(int length)
    {
        var failure = Assert.IsType<Failure.Invalid>(ReportBody.Unpack(Pack(new byte[length]), "gzip", Most).Failure);

        Assert.True(failure.TooLarge);
    }

    [Fact]
    public void What_is_damaged_or_packed_in_another_way_is_refused()
    {
        var packed = Pack("{\"events\":[]}"u8.ToArray());
        packed[^6] ^= 0xff;

        Assert.IsType<Failure.Invalid>(ReportBody.Unpack(packed, "gzip", Most).Failure);
        Assert.IsType<Failure.Invalid>(ReportBody.Unpack("no gzip"u8.ToArray(), "gzip", Most).Failure);
        Assert.IsType<Failure.Invalid>(ReportBody.Unpack("{}"u8.ToArray(), "br", Most).Failure);
    }

    [Theory]
    [InlineData("{\"a\":NaN}", "{\"a\":\"a\"}")]
    [InlineData("[Infinity,-Infinity , NaN]", "[\"nfinit\",\"Infinit\" , \"a\"]")]
    [InlineData("{\"NaN\":\"\\\"NaN\",\"b\":NaN}", "{\"NaN\":\"\\\"NaN\",\"b\":\"a\"}")]
    [InlineData("{\"a\":\"NaN\\\\\",\"b\":NaN}", "{\"a\":\"NaN\\\\\",\"b\":\"a\"}")]
    [InlineData("{\"a\":\"NaN\"}", null)]
    [InlineData("{\"a\":\"x\\", null)]
    [InlineData("", null)]
    public void Numbers_that_are_none_become_texts_and_texts_stay(string json, string? quoted)
    {
        var copy = NonFiniteLiterals.Quote(Encoding.UTF8.GetBytes(json));

        Assert.Equal(quoted, copy is null ? null : Encoding.UTF8.GetString(copy));
    }

    private static byte[] Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}
