namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>Names a script: one of the account, or one of a dispatch namespace.</summary>
/// <param name="Namespace">The dispatch namespace, or null for the account's own scripts.</param>
/// <param name="Name">The script's name.</param>
internal readonly record struct ScriptKey(string? Namespace, string Name)
{
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
