using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>
/// Remembers on disk which processes belong to this state directory, so that the next facade ends those that a killed one left behind:
/// two workerd must never share the folder of a Durable Object. One file a process, named by its id, holding the mark of its start.
/// </summary>
internal sealed partial class ProcessLedger(string directory, ILogger logger)
{
    /// <summary>Notes a process that has just started.</summary>
    public void Add(int processId)
    {
        if (ProcessIdentity.Of(processId) is { } identity)
            File.WriteAllText(PathOf(processId), identity.StartMark);
    }

    /// <summary>Forgets a process that has ended.</summary>
    public void Remove(int processId) => File.Delete(PathOf(processId));

    /// <summary>Ends every noted process that still lives and waits until it is gone.</summary>
    public async Task ReapAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            if (int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
            {
                var identity = new ProcessIdentity(processId, await File.ReadAllTextAsync(file, cancellationToken));
                if (ProcessIdentity.Of(processId) == identity)
                {
                    LogReaped(processId);
                    Signals.SendKill(processId);
                    while (ProcessIdentity.Of(processId) == identity)
                        await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
                }
            }
            File.Delete(file);
        }
    }

    private string PathOf(int processId) => Path.Combine(directory, processId.ToString(CultureInfo.InvariantCulture));

    [LoggerMessage(LogLevel.Warning, "Ended workerd process {ProcessId}, which an earlier facade left behind")]
    private partial void LogReaped(int processId);
}
