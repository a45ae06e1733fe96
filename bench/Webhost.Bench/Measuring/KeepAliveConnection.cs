using System.Diagnostics;
using System.Net.Sockets;

namespace Webhost.Bench.Measuring;

/// <summary>One connection that sends a request again and again, without a client library's own cost in the figures.</summary>
internal sealed class KeepAliveConnection : IDisposable
{
    // An answer that takes longer is no figure but a fault.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Uri _address;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = (int)Patience.TotalMilliseconds,
    };

    private readonly AnswerReader _answers;

    public KeepAliveConnection(Uri address)
    {
        _address = address;
        _answers = new AnswerReader(_socket);
        _socket.Connect(address.Host, address.Port);
    }

    /// <summary>Sends the request a number of times, each after the answer to the one before; gives the latencies in microseconds.</summary>
    public double[] Measure(HttpCall call, int count)
    {
        byte[] request = call.Bytes(_address);
        double[] microseconds = new double[count];
        for (int index = 0; index < count; index++)
            microseconds[index] = Exchange(request);
        return microseconds;
    }

    /// <summary>The same until the clock reaches a time stamp.</summary>
    public List<double> MeasureUntil(HttpCall call, long end)
    {
        byte[] request = call.Bytes(_address);
        List<double> microseconds = new(65_536);
        while (Stopwatch.GetTimestamp() < end)
            microseconds.Add(Exchange(request));
        return microseconds;
    }

    public void Dispose() => _socket.Dispose();

    private double Exchange(byte[] request)
    {
        long began = Stopwatch.GetTimestamp();
        _socket.Send(request);
        _answers.Read();
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds;
    }
}
