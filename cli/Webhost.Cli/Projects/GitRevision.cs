using System.ComponentModel;
using System.Diagnostics;

namespace Webhost.Cli.Projects;

/// <summary>Asks git which revision a folder is at.</summary>
internal static class GitRevision
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The commit's hash; null without git, without a repository, or without a commit.</summary>
    public static async Task<string?> FindAsync(string folder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["rev-parse", "--verify", "HEAD"])
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            })!;
            var hash = await git.StandardOutput.ReadToEndAsync(limit.Token);
            await git.WaitForExitAsync(limit.Token);
            return git.ExitCode == 0 && hash.Trim() is { Length: > 0 and <= 64 } found ? found : null;
        }
        catch (Exception failure) when (failure is Win32Exception || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
