using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>
/// The one thread that starts processes and makes sockets in the networks of sessions. It lives as long as the emulator: Linux sends the signal of
/// a parent's death when the thread that forked ends. A socket stays in the network that its thread was in when it was made.
/// </summary>
internal sealed class NamespaceThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private int _own;

    public NamespaceThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "agentcore sessions" };
        _thread.Start();
    }

    /// <summary>Starts a process in the thread's own network.</summary>
    public Task<Process> StartAsync(ProcessStartInfo start) => DoAsync(() => Start(start));

    /// <summary>Makes a network in which nothing but itself can be reached, with listeners for what is let through, and starts a process in it.</summary>
    /// <param name="start">The process.</param>
    /// <param name="ports">Ports of its loopback interface to listen on.</param>
    public Task<(Process Process, SessionNetwork Network)> StartInNetworkAsync(ProcessStartInfo start, IReadOnlyList<int> ports) => DoAsync(() =>
    {
        if (!Native.TryLeaveNetwork())
            throw new IOException("This machine gives no network namespaces.");
        var descriptor = -1;
        List<Socket> listeners = [];
        try
        {
            descriptor = Native.CurrentNetwork();
            Native.RaiseLoopback();
            foreach (var port in ports)
            {
                var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                listeners.Add(listener);
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                listener.Listen();
            }

            return (Start(start), new SessionNetwork(this, descriptor, listeners));
        }
        catch
        {
            listeners.ForEach(listener => listener.Dispose());
            if (descriptor >= 0)
                _ = Native.Close(descriptor);
            throw;
        }
        finally
        {
            Native.EnterNetwork(_own);
        }
    });

    /// <summary>A socket in a session's network.</summary>
    public Task<Socket> SocketAsync(int network) => DoAsync(() =>
    {
        Native.EnterNetwork(network);
        try
        {
            return new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }
        finally
        {
            Native.EnterNetwork(_own);
        }
    });

    /// <summary>Whether this machine gives network namespaces.</summary>
    public Task<bool> CanLeaveAsync() => DoAsync(() =>
    {
        if (!Native.TryLeaveNetwork())
            return false;
        Native.EnterNetwork(_own);
        return true;
    });

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private static Process Start(ProcessStartInfo start) => Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");

    private Task<T> DoAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        });
        return result.Task;
    }

    private void Run()
    {
        _own = Native.CurrentNetwork();
        foreach (var work in _work.GetConsumingEnumerable())
            work();
        _ = Native.Close(_own);
    }
}
