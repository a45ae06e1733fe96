using System.Globalization;
using Microsoft.Extensions.Logging;
using Webhost.Local.AgentCore.Isolation;
using Webhost.Local.KeyVault.Files;

namespace Webhost.Local.AgentCore.Sessions;

/// <summary>Remembers on disk which processes are sessions', so that the next start ends those that outlived a killed emulator.</summary>
internal sealed partial class SessionLedger(string directory, ILogger<SessionLedger> logger)
{
    public async Task AddAsync(int process, int user)
    {
        if (SessionProcesses.MarkOf(process) is { } mark)
            await PrivateFiles.WriteAsync(FileOf(process), System.Text.Encoding.UTF8.GetBytes($"{mark}\n{user}"));
    }

    public void Remove(int process) => File.Delete(FileOf(process));

    /// <summary>Ends what was left behind.</summary>
    public async Task ReapAsync()
    {
        PrivateFiles.CreateDirectory(directory);
        PrivateFiles.RemoveLeftovers(directory);
        foreach (var file in Directory.EnumerateFiles(directory))
        {
            var lines = await File.ReadAllLinesAsync(file);
            if (lines.Length == 2 && int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && int.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var user))
                await ReapAsync(process, lines[0], user);
            File.Delete(file);
        }
    }

    private async Task ReapAsync(int process, string mark, int user)
    {
        // Another boot has ended them, and given their ids to others.
        if (!string.Equals(mark.Split(':')[0], SessionProcesses.MarkOf(Environment.ProcessId)?.Split(':')[0], StringComparison.Ordinal))
            return;
        // Its first process may be gone while others of its user live.
        var isSame = string.Equals(SessionProcesses.MarkOf(process), mark, StringComparison.Ordinal);
        if (!isSame && (user == 0 || SessionProcesses.Of(-1, user).Count == 0))
            return;
        LogReaped(process);
        await SessionProcesses.EndAsync(isSame ? process : -1, user);
    }

    private string FileOf(int process) => Path.Combine(directory, process.ToString(CultureInfo.InvariantCulture));

    [LoggerMessage(LogLevel.Warning, "Ended the session of process {Process}, which an earlier emulator left behind")]
    private partial void LogReaped(int process);
}
