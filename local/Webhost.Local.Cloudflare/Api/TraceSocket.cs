using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Webhost.Local.Cloudflare.Api;

/// <summary>
/// The server's side of a <c>trace-v1</c> WebSocket. wrangler opens it with a frame that isn't masked, which Cloudflare takes and ASP.NET Core's
/// own WebSockets, true to the standard, refuse; a tail sends texts and answers pings, so that is all there is here.
/// </summary>
internal sealed class TraceSocket : IDisposable
{
    public const string Protocol = "trace-v1";
    private const string HandshakeKey = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private const int LargestFrame = 64 * 1024;
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const int LengthBits = 0x7F;
    private const int TwoByteLength = 126;
    private const int EightByteLength = 127;
    private readonly Stream _stream;
    private readonly SemaphoreSlim _sending = new(1);

    private TraceSocket(Stream stream) => _stream = stream;

    private enum Opcode : byte
    {
        Text = 1,
        Close = 8,
        Ping = 9,
        Pong = 10,
    }

    /// <summary>Accepts the WebSocket, or answers null when the request asks for none.</summary>
    public static async Task<TraceSocket?> AcceptAsync(HttpContext context)
    {
        var request = context.Request.Headers;
        var key = request.SecWebSocketKey.ToString();
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || key.Length == 0)
            return null;
        var response = context.Response.Headers;
        response[HeaderNames.Upgrade] = "websocket";
        response[HeaderNames.SecWebSocketAccept] = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + HandshakeKey)));
        if (request.SecWebSocketProtocol.ToString().Contains(Protocol, StringComparison.Ordinal))
            response[HeaderNames.SecWebSocketProtocol] = Protocol;
        return new TraceSocket(await upgrade.UpgradeAsync());
    }

    /// <summary>Sends a text.</summary>
    public Task SendAsync(string text, CancellationToken cancellationToken) => SendAsync(Opcode.Text, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Answers pings until the other side closes or is gone.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        var header = new byte[14];
        while (true)
        {
            if (!await TryReadAsync(header.AsMemory(0, 2), cancellationToken))
                return;
            var opcode = (Opcode)(header[0] & 0x0F);
            var masked = (header[1] & Masked) != 0;
            var shortLength = header[1] & LengthBits;
            var extended = shortLength switch { TwoByteLength => 2, EightByteLength => 8, _ => 0 };
            var rest = header.AsMemory(2, extended + (masked ? 4 : 0));
            if (!await TryReadAsync(rest, cancellationToken))
                return;
            var length = extended switch
            {
                2 => BinaryPrimitives.ReadUInt16BigEndian(rest.Span),
                8 => BinaryPrimitives.ReadUInt64BigEndian(rest.Span),
                _ => (ulong)shortLength,
            };
            if (length > LargestFrame)
                return;
            var payload = new byte[(int)length];
            if (!await TryReadAsync(payload, cancellationToken))
                return;
            for (var index = 0; masked && index < payload.Length; index++)
                payload[index] ^= rest.Span[extended + (index & 3)];

            if (opcode is Opcode.Ping)
                await SendAsync(Opcode.Pong, payload, cancellationToken);
            if (opcode is Opcode.Close)
            {
                await SendAsync(Opcode.Close, payload, cancellationToken);
                return;
            }
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _sending.Dispose();
    }

    private async Task SendAsync(Opcode opcode, byte[] payload, CancellationToken cancellationToken)
    {
        var frame = new byte[10 + payload.Length];
        frame[0] = (byte)(Final | (byte)opcode);
        int header;
        if (payload.Length < TwoByteLength)
        {
            frame[1] = (byte)payload.Length;
            header = 2;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            frame[1] = TwoByteLength;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
            header = 4;
        }
        else
        {
            frame[1] = EightByteLength;
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
            header = 10;
        }
        payload.CopyTo(frame, header);
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _stream.WriteAsync(frame.AsMemory(0, header + payload.Length), cancellationToken);
            await _stream.FlushAsync(cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task<bool> TryReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        await _stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) == buffer.Length;
}
