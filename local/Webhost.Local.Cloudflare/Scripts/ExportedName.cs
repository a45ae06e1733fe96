namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>One export of a script's main module, as the validation boot saw it.</summary>
/// <param name="Name">The exported name.</param>
/// <param name="Kind"><c>object</c>, <c>class</c>, <c>entrypoint</c> or <c>durable-object</c>.</param>
/// <param name="Handlers">The event handlers it has.</param>
internal sealed record ExportedName(string Name, string Kind, IReadOnlyList<string> Handlers)
{
    public const string DurableObjectKind = "durable-object";
    public const string DefaultName = "default";
}
