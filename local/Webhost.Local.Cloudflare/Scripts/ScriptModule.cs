namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>One module of a version. The content is a file in the script's folder, named by its hash and shared by every version that has it.</summary>
internal sealed record ScriptModule
{
    /// <summary>The path that other modules import it by.</summary>
    public required string Name { get; init; }

    public required ModuleKind Kind { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the content.</summary>
    public required string Hash { get; init; }

    public required long Size { get; init; }
}
