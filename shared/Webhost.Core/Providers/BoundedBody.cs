using System.Buffers;

namespace Webhost.Core.Providers;

/// <summary>A body that was read whole, within a bound, into rented memory.</summary>
public sealed class BoundedBody : IDisposable
{
    private const int FirstSize = 4096;

    private byte[] buffer;
    private int length;

    private BoundedBody() => buffer = ArrayPool<byte>.Shared.Rent(FirstSize);

    /// <summary>What was read; not to be used once this is disposed of.</summary>
    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, length);

    /// <summary>What was read; not to be used once this is disposed of.</summary>
    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, length);

    /// <summary>Reads to the end; null when there is more than the bound.</summary>
    public static async Task<BoundedBody?> ReadAsync(Stream stream, int maximum, CancellationToken cancellationToken)
    {
        var body = new BoundedBody();
        try
        {
            int read;
            while ((read = await stream.ReadAsync(body.buffer.AsMemory(body.length), cancellationToken)) > 0)
            {
                body.length += read;
                if (body.length > maximum)
                {
                    body.Dispose();
                    return null;
                }

                body.GrowWhenFull();
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private void GrowWhenFull()
    {
        if (length < buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
