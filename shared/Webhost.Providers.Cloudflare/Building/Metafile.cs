using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>What esbuild says of a bundle.</summary>
/// <param name="Inputs">Every file that went in, relative to the working folder or absolute.</param>
/// <param name="Externals">Imports that stay imports, and must be there for the code to load.</param>
/// <param name="Optional">Packages that were not found and stay imports, as the code imports them where it runs and catches that they are missing.</param>
/// <param name="Exports">The names that the entry exports.</param>
internal sealed record Metafile(IReadOnlyList<string> Inputs, IReadOnlyList<string> Externals, IReadOnlyList<string> Optional, IReadOnlyList<string> Exports)
{
    private const string Disabled = "(disabled):";

    public static async Task<Metafile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        using var document = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
        var inputs = new List<string>();
        foreach (var input in document.RootElement.GetProperty("inputs").EnumerateObject())
        {
            var name = input.Name.StartsWith(Disabled, StringComparison.Ordinal) ? input.Name[Disabled.Length..] : input.Name;

            // Data addresses and the bundler's own code are no files.
            if (name is not ['<', .., '>'])
            {
                inputs.Add(name);
            }
        }

        var externals = new SortedSet<string>(StringComparer.Ordinal);
        var optional = new SortedSet<string>(StringComparer.Ordinal);
        var exports = new List<string>();
        foreach (var output in document.RootElement.GetProperty("outputs").EnumerateObject())
        {
            foreach (var import in output.Value.GetProperty("imports").EnumerateArray())
            {
                if (import.TryGetProperty("external", out var external) && external.GetBoolean())
                {
                    // A package that a statement imports and that is nowhere is an error already; an address never is.
                    var target = import.GetProperty("path").GetString()!;
                    var isLoadedAtOnce = import.GetProperty("kind").GetString() is "import-statement" || target.Contains(':', StringComparison.Ordinal) || target.StartsWith("//", StringComparison.Ordinal);
                    (isLoadedAtOnce ? externals : optional).Add(target);
                }
            }

            if (output.Value.TryGetProperty("entryPoint", out _))
            {
                exports.AddRange(output.Value.GetProperty("exports").EnumerateArray().Select(export => export.GetString()!));
            }
        }

        return new Metafile(inputs, [.. externals], [.. optional], exports);
    }
}
