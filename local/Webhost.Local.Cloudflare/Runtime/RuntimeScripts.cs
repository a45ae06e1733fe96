namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>The JavaScript that the facade puts beside a script, kept as embedded resources.</summary>
internal static class RuntimeScripts
{
    public static readonly string Front = Read("front");
    public static readonly string DispatchNamespace = Read("dispatch-namespace");
    public static readonly string Ai = Read("ai");
    public static readonly string Email = Read("email");
    private static readonly string ValidationTemplate = Read("validation");

    /// <summary>The main module of a validation boot around the script's own main module.</summary>
    public static string Validation(string mainModule) =>
        ValidationTemplate.Replace("\"{{MAIN}}\"", System.Text.Json.JsonSerializer.Serialize("./" + mainModule), StringComparison.Ordinal);

    private static string Read(string name)
    {
        var resource = $"Webhost.Local.Cloudflare.Runtime.Scripts.{name}.js";
        using var stream = typeof(RuntimeScripts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
