using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Webhost.Bench.Measuring;

/// <summary>One connection that sends the same request again and again, without a client library's own cost in the figures.</summary>
internal sealed class KeepAliveConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _request;
    private readonly byte[] _buffer = new byte[65_536];

    public KeepAliveConnection(Uri address, string path)
    {
        _socket.Connect(address.Host, address.Port);
        _request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n");
    }

    /// <summary>Sends the request a number of times, each after the answer to the one before; gives the latencies in microseconds.</summary>
    public double[] Measure(int count)
    {
        double[] microseconds = new double[count];
        for (int index = 0; index < count; index++)
        {
            long began = Stopwatch.GetTimestamp();
            _socket.Send(_request);
            ReadAnswer();
            microseconds[index] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        return microseconds;
    }

    public void Dispose() => _socket.Dispose();

    private void ReadAnswer()
    {
        int read = 0;
        while (true)
        {
            int received = _socket.Receive(_buffer.AsSpan(read));
            if (received == 0)
                throw new InvalidOperationException("The server closed the connection.");
            read += received;
            ReadOnlySpan<byte> answer = _buffer.AsSpan(0, read);
            int end = answer.IndexOf("\r\n\r\n"u8);
            if (end >= 0 && read >= end + 4 + ContentLength(answer[..end]))
                return;
        }
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException($"The server answered: {Encoding.ASCII.GetString(head)}");
        ReadOnlySpan<byte> name = "Content-Length: "u8;
        int start = head.IndexOf(name);
        if (start < 0)
            throw new InvalidOperationException("The answer has no Content-Length.");
        ReadOnlySpan<byte> value = head[(start + name.Length)..];
        int end = value.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
