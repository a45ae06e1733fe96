namespace Webhost.Local.Cloudflare.Tests.Fixtures;

/// <summary>Looks at processes.</summary>
internal static class Processes
{
    /// <summary>The working directory of a process, or null when it is gone.</summary>
    public static string? WorkingDirectoryOf(int processId) => new FileInfo($"/proc/{processId}/cwd").LinkTarget;

    /// <summary>The ids that a facade's ledger holds.</summary>
    public static IReadOnlyList<int> Noted(string stateDirectory) =>
        [.. Directory.EnumerateFiles(Path.Combine(stateDirectory, "processes")).Select(file => int.Parse(Path.GetFileName(file)))];

    /// <summary>The folder of a script, which its processes run in.</summary>
    public static string FolderOf(string stateDirectory, string script) =>
        Directory.GetDirectories(Path.Combine(stateDirectory, "scripts"))
            .Single(folder => File.ReadAllText(Path.Combine(folder, "script.json")).Contains($"\"name\":\"{script}\"", StringComparison.Ordinal));

    public static bool IsAlive(int processId) => WorkingDirectoryOf(processId) is not null;
}
