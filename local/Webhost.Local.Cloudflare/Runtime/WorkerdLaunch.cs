using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>Everything that one process of a script is made from. Holds secrets in the clear: never kept, never logged.</summary>
internal sealed record WorkerdLaunch
{
    /// <summary>The script's folder, which the paths of modules and data are relative to.</summary>
    public required string Folder { get; init; }

    /// <summary>The main module first.</summary>
    public required IReadOnlyList<ScriptModule> Modules { get; init; }

    public required string CompatibilityDate { get; init; }

    public required IReadOnlyList<string> CompatibilityFlags { get; init; }

    /// <summary>Bindings as Cap'n Proto values.</summary>
    public required IReadOnlyList<string> Bindings { get; init; }

    public required IReadOnlyList<DurableClass> Classes { get; init; }

    /// <summary>The dispatcher that stands before the script in the same process, and the name by which it asks for it; null for an account-level script.</summary>
    public (DispatcherCode Code, string Name)? Dispatcher { get; init; }
}
