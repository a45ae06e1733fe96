using System.Runtime.InteropServices;

namespace Webhost.Local.AgentCore.Isolation;

/// <summary>What the kernel offers and .NET does not.</summary>
internal static partial class Native
{
    public const int NewNetwork = 0x40000000;
    public const int Kill = 9;
    private const int CloseOnExec = 0x80000;
    private const int Inet = 2;
    private const int Datagram = 2;
    private const nuint SetInterfaceFlags = 0x8914;
    private const short Up = 0x1;
    private const short Running = 0x40;

    /// <summary>A descriptor of the network namespace that the calling thread is in.</summary>
    public static int CurrentNetwork() => Open("/proc/thread-self/ns/net", CloseOnExec) is var descriptor and >= 0 ? descriptor : throw Failed("open the network namespace");

    /// <summary>Whether the calling thread got a new network namespace.</summary>
    public static bool TryLeaveNetwork() => Unshare(NewNetwork) == 0;

    public static void EnterNetwork(int descriptor)
    {
        if (SetNamespace(descriptor, NewNetwork) != 0)
            throw Failed("enter a network namespace");
    }

    /// <summary>Switches the loopback interface of the thread's network namespace on.</summary>
    public static void RaiseLoopback()
    {
        var socket = MakeSocket(Inet, Datagram, 0);
        // struct ifreq: the name in 16 bytes, then the flags.
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        "lo"u8.CopyTo(request);
        BitConverter.TryWriteBytes(request[16..], (short)(Up | Running));
        var failed = Control(socket, SetInterfaceFlags, ref MemoryMarshal.GetReference(request)) != 0;
        _ = Close(socket);
        if (failed)
            throw Failed("switch the loopback interface on");
    }

    /// <summary>Gives a file or folder to a user.</summary>
    public static void ChangeOwner(string path, int user)
    {
        if (SetOwner(path, user, user) != 0)
            throw Failed($"give '{path}' to a user");
    }

    public static void Send(int process, int signal) => _ = SendSignal(process, signal); // one that has ended meanwhile is what was wanted

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial int EffectiveUser();

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    private static IOException Failed(string what) => new($"Can't {what} (error {Marshal.GetLastPInvokeError()}).");

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int type);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int MakeSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, ref byte argument);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int SetOwner(string path, int user, int group);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
