using System.Net;
using System.Text;

namespace Webhost.Providers.AgentCore.Tests.Fakes;

/// <summary>An event stream whose connection breaks after its first text.</summary>
internal sealed class BreakingContent : HttpContent
{
    private readonly string text;

    public BreakingContent(string text)
    {
        this.text = text;
        Headers.TryAddWithoutValidation("Content-Type", "text/event-stream");
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new Breaking(Encoding.UTF8.GetBytes(text)));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new NotSupportedException();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private sealed class Breaking(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The connection broke.");
    }
}
