namespace Webhost.Local.AgentCore.Isolation;

/// <summary>What a session has as <c>/var/task</c>.</summary>
/// <param name="Folder">Its own folder: with a copy of the code, or with what it changes of the code beneath.</param>
/// <param name="Beneath">The code that it shares with other sessions and can't change; null when it has a copy of its own.</param>
/// <param name="Compiled">What lies over that code, and under what it changes: as little to change, and null where there is nothing.</param>
internal sealed record SessionCode(string Folder, string? Beneath, string? Compiled = null)
{
    /// <summary>What the session has changed; made where it enters its view.</summary>
    public string Changes => Path.Combine(Folder, "changes");

    /// <summary>What the kernel needs to make changes in one step.</summary>
    public string Work => Path.Combine(Folder, "work");

    /// <summary>Makes the session's copy of the code, if it has one, belong to its user.</summary>
    public void Give(int user)
    {
        if (Beneath is not null)
            return;
        foreach (var path in Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories))
            Native.ChangeOwner(path, user);
        Native.ChangeOwner(Folder, user);
    }
}
