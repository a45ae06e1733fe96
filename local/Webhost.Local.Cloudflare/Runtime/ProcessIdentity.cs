using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>What tells one process from every other one that had or will have its id: when it started, and since which boot.</summary>
/// <param name="ProcessId">The process id.</param>
/// <param name="StartMark">An opaque mark of the start; the same for as long as the process lives.</param>
internal readonly record struct ProcessIdentity(int ProcessId, string StartMark)
{
    private const int StartTimeField = 22;
    private static readonly string BootId = OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "";

    /// <summary>The identity of the process that has this id now, or null when there is none.</summary>
    public static ProcessIdentity? Of(int processId) => StartMarkOf(processId) is { } mark ? new ProcessIdentity(processId, mark) : null;

    private static string? StartMarkOf(int processId)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var process = Process.GetProcessById(processId);
                return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
            }

            // The name in parentheses may hold anything, so fields are counted from the last one.
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" ? null : $"{BootId}:{fields[StartTimeField - 3]}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
