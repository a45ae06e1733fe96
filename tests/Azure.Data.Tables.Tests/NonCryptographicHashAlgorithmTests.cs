using System.IO.Hashing;

namespace Azure.Data.Tables.Tests;

public sealed class NonCryptographicHashAlgorithmTests
{
    [Fact]
    public async Task All_ways_of_appending_and_reading_agree()
    {
        var sum = new Sum();

        sum.Append([1, 2]);
        sum.Append(new ReadOnlySpan<byte>([3]));
        sum.Append(new MemoryStream([4]));
        await sum.AppendAsync(new MemoryStream([5]));

        Assert.Equal([0, 15], sum.GetCurrentHash());
        var destination = new byte[3];
        Assert.Equal(2, sum.GetCurrentHash(destination));
        Assert.Equal([0, 15, 0], destination);
        Assert.Equal([0, 15], sum.GetHashAndReset());
        Assert.Equal([0, 0], sum.GetCurrentHash());
    }

    [Fact]
    public void A_destination_that_is_too_short_is_refused_and_nothing_is_forgotten()
    {
        var sum = new Sum();
        sum.Append([7]);

        Assert.False(sum.TryGetCurrentHash(new byte[1], out _));
        Assert.False(sum.TryGetHashAndReset(new byte[1], out var written));
        Assert.Throws<ArgumentException>(() => sum.GetHashAndReset(new byte[1]));

        Assert.Equal(0, written);
        Assert.Equal([0, 7], sum.GetCurrentHash());
    }

    private sealed class Sum() : NonCryptographicHashAlgorithm(2)
    {
        private ushort _sum;

        public override void Append(ReadOnlySpan<byte> source)
        {
            foreach (var value in source)
                _sum += value;
        }

        public override void Reset() => _sum = 0;

        protected override void GetCurrentHashCore(Span<byte> destination) => System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(destination, _sum);
    }
}
