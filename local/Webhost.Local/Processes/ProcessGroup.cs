using System.Runtime.InteropServices;

namespace Webhost.Local.Processes;

/// <summary>Signals to a process and all that it started.</summary>
internal static partial class ProcessGroup
{
    private const int Sigterm = 15;
    private const int Sigkill = 9;

    public static void Terminate(int group) => Send(group, Sigterm);

    public static void Kill(int group) => Send(group, Sigkill);

    private static void Send(int group, int signal)
    {
        // 0 and 1 would mean this process's own group and every process of the user.
        ArgumentOutOfRangeException.ThrowIfLessThan(group, 2);
        _ = SendSignal(-group, signal); // a group that has ended meanwhile is what was wanted
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);
}
