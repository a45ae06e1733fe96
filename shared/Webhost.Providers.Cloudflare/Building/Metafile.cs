using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>What esbuild says of a bundle.</summary>
/// <param name="Inputs">Every file that went in, relative to the working folder or absolute.</param>
/// <param name="Externals">Imports that stay imports.</param>
/// <param name="Exports">The names that the entry exports.</param>
internal sealed record Metafile(IReadOnlyList<string> Inputs, IReadOnlyList<string> Externals, IReadOnlyList<string> Exports)
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
        var exports = new List<string>();
        foreach (var output in document.RootElement.GetProperty("outputs").EnumerateObject())
        {
            foreach (var import in output.Value.GetProperty("imports").EnumerateArray())
            {
                if (import.TryGetProperty("external", out var external) && external.GetBoolean())
                {
                    externals.Add(import.GetProperty("path").GetString()!);
                }
            }

            if (output.Value.TryGetProperty("entryPoint", out _))
            {
                exports.AddRange(output.Value.GetProperty("exports").EnumerateArray().Select(export => export.GetString()!));
            }
        }

        return new Metafile(inputs, [.. externals], exports);
    }
}
