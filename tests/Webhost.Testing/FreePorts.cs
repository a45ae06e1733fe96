using System.Net;
using System.Net.Sockets;

namespace Webhost.Testing;

/// <summary>
/// TCP ports of 127.0.0.1 that nobody listens on. Prefer port 0 where the listener can say what it got: between the answer here and its use another process may come first.
/// None is one that the kernel gives to outgoing connections, of which a machine full of tests has thousands.
/// </summary>
public static class FreePorts
{
    private const int First = 10_000;
    private const int End = 32_000;

    private static readonly HashSet<int> Given = [];
    private static readonly Lock Gate = new();

    /// <summary>One port; none is given twice by this process.</summary>
    public static int Next() => Take(1)[0];

    /// <summary>Several different ports.</summary>
    public static int[] Take(int count)
    {
        var ports = new List<int>(count);
        lock (Gate)
        {
            while (ports.Count < count)
            {
                // At random, so that suites that run side by side seldom meet.
                var port = Random.Shared.Next(First, End);
                if (IsFree(port) && Given.Add(port))
                    ports.Add(port);
            }
        }
        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
