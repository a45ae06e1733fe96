namespace Webhost.Local.AgentCore.Isolation;

/// <summary>A folder that an agent wrote in, as the emulator's own user where sessions have none.</summary>
internal static class AgentFolder
{
    /// <summary>Removes it with all that is in it, also where the agent has taken the right to from its owner.</summary>
    public static void Remove(string path)
    {
        if (!Directory.Exists(path))
            return;
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Open(path);
            Directory.Delete(path, recursive: true);
        }
    }

    private static void Open(string path)
    {
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(path)]);
        while (folders.TryPop(out var folder))
        {
            File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var inner in folder.EnumerateDirectories().Where(inner => inner.LinkTarget is null))
                folders.Push(inner);
        }
    }
}
