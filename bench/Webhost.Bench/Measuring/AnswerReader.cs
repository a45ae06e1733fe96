using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Webhost.Bench.Measuring;

/// <summary>Reads answers to their end, by their length or chunk by chunk. Anything but 200 is no answer that could be measured, and throws.</summary>
internal sealed class AnswerReader(Socket socket)
{
    private readonly byte[] _buffer = new byte[65_536];
    private int _start;
    private int _end;

    public void Read()
    {
        (bool chunked, int length) = ReadHead();
        if (!chunked)
        {
            Skip(length);
            return;
        }

        int size;
        do
        {
            size = int.Parse(ReadLine(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            Skip(size + 2);
        }
        while (size > 0);
    }

    private (bool Chunked, int Length) ReadHead()
    {
        ReadOnlySpan<byte> status = ReadLine();
        if (!status.StartsWith("HTTP/1.1 200"u8))
        {
            string rest = Encoding.UTF8.GetString(_buffer.AsSpan(_start, _end - _start));
            throw new InvalidOperationException($"The server answered: {Encoding.ASCII.GetString(status)}\n{rest}");
        }

        bool chunked = false;
        int length = 0;
        while (true)
        {
            ReadOnlySpan<byte> header = ReadLine();
            if (header.IsEmpty)
                return (chunked, length);
            if (header.StartsWith("Transfer-Encoding: chunked"u8))
                chunked = true;
            else if (header.StartsWith("Content-Length: "u8))
                length = int.Parse(header["Content-Length: ".Length..], NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }

    // Valid until the next line is read.
    private ReadOnlySpan<byte> ReadLine()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
                _start += length + 2;
                return line;
            }

            Receive();
        }
    }

    private void Skip(int count)
    {
        while (count > _end - _start)
        {
            count -= _end - _start;
            _start = _end;
            Receive();
        }

        _start += count;
    }

    private void Receive()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int received = socket.Receive(_buffer.AsSpan(_end));
        if (received == 0)
            throw new InvalidOperationException("The server closed the connection.");
        _end += received;
    }
}
