using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>Reads lines of bounded length, so that a script which logs without end can't fill the facade's memory.</summary>
internal static class LineReader
{
    /// <summary>Longer lines are cut.</summary>
    public const int LongestLine = 256 * 1024;

    public static async Task ReadAsync(Stream stream, Action<string> onLine)
    {
        var reader = PipeReader.Create(stream);
        var cutting = false;
        while (true)
        {
            var read = await reader.ReadAsync();
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                if (!cutting)
                    onLine(Text(buffer.Slice(0, end)));
                cutting = false;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            if (buffer.Length > LongestLine)
            {
                if (!cutting)
                    onLine(Text(buffer.Slice(0, LongestLine)));
                cutting = true;
                buffer = buffer.Slice(buffer.End);
            }
            if (read.IsCompleted)
            {
                if (!buffer.IsEmpty && !cutting)
                    onLine(Text(buffer));
                await reader.CompleteAsync();
                return;
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static string Text(in ReadOnlySequence<byte> bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\r');
}
