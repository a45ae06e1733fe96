namespace Webhost.Core.Artifacts.Internal;

/// <summary>What both kinds of archive say of entries that are not plain.</summary>
internal static class EntryMessages
{
    public const string SymbolicLink = "The entry is a symbolic link. Archives may hold only files and folders: pack what it points to instead.";

    public const string HardLink = "The entry is a hard link. Archives may hold only files and folders: pack it with 'tar --hard-dereference'.";

    public const string Special = "The entry is neither a file nor a folder. Leave it out.";
}
