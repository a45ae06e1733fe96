using System.Net;
using System.Net.Sockets;

namespace Webhost.Testing;

/// <summary>TCP ports of 127.0.0.1 that nobody listens on. Prefer port 0 where the listener can say what it got: between the answer here and its use another process may come first.</summary>
public static class FreePorts
{
    private static readonly HashSet<int> Given = [];
    private static readonly Lock Gate = new();

    /// <summary>One port; none is given twice by this process.</summary>
    public static int Next() => Take(1)[0];

    /// <summary>Several different ports.</summary>
    public static int[] Take(int count)
    {
        var listeners = new List<TcpListener>();
        var ports = new List<int>(count);
        try
        {
            lock (Gate)
            {
                while (ports.Count < count)
                {
                    var listener = new TcpListener(IPAddress.Loopback, 0);
                    listeners.Add(listener);
                    listener.Start();
                    var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                    if (Given.Add(port))
                        ports.Add(port);
                }
            }
            return [.. ports];
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }
}
