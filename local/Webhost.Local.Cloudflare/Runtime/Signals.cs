using System.Runtime.InteropServices;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>The two POSIX signals that workerd is stopped with.</summary>
internal static partial class Signals
{
    private const int Kill = 9;
    private const int Terminate = 15;

    /// <summary>Asks the process to finish its requests and leave. False when it is gone.</summary>
    public static bool SendTerminate(int processId) => kill(processId, Terminate) == 0;

    /// <summary>Ends the process at once. False when it is gone.</summary>
    public static bool SendKill(int processId) => kill(processId, Kill) == 0;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int processId, int signal);
}
