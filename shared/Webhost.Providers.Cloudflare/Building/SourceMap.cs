using System.Runtime.InteropServices;
using System.Text.Json;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>A bundler's source map (ECMA-426): which place of which file each place of the bundle comes from.</summary>
/// <param name="Files">The files, as the bundler names them: relative to the map, or absolute.</param>
/// <param name="Places">In the order of the bundle; all numbers from 0.</param>
internal sealed record SourceMap(IReadOnlyList<string> Files, IReadOnlyList<SourceMap.Place> Places)
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private const int DigitBits = 5;
    private const int GoesOn = 1 << DigitBits;

    /// <summary>A place of the bundle, from which on its text comes from a line of a file.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Place(int Line, int Column, int File, int FileLine);

    /// <exception cref="InvalidDataException">It is not the map of a bundle.</exception>
    public static SourceMap Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var files = document.RootElement.GetProperty("sources").EnumerateArray().Select(file => file.GetString() ?? string.Empty).ToList();
        return new SourceMap(files, Decode(document.RootElement.GetProperty("mappings").GetString() ?? string.Empty));
    }

    // Lines are divided by ';', places by ','. A place is its column, file, line and column there, each as the difference to the one before.
    private static List<Place> Decode(string mappings)
    {
        var places = new List<Place>();
        var (line, column, file, fileLine) = (0, 0, 0, 0);
        var position = 0;
        while (position < mappings.Length)
        {
            switch (mappings[position])
            {
                case ';':
                    line++;
                    column = 0;
                    position++;
                    continue;
                case ',':
                    position++;
                    continue;
            }

            column += Number(mappings, ref position);
            if (IsAtEnd(mappings, position))
            {
                continue;
            }

            file += Number(mappings, ref position);
            fileLine += Number(mappings, ref position);
            _ = Number(mappings, ref position);
            places.Add(new Place(line, column, file, fileLine));
            if (!IsAtEnd(mappings, position))
            {
                // The name of what stands there.
                _ = Number(mappings, ref position);
            }
        }

        return places;
    }

    private static bool IsAtEnd(string mappings, int position) => position == mappings.Length || mappings[position] is ';' or ',';

    // Five bits a digit, the lowest first; the lowest bit of all is the sign.
    private static int Number(string mappings, ref int position)
    {
        var value = 0;
        for (var shift = 0; ; shift += DigitBits)
        {
            var digit = position < mappings.Length ? Digits.IndexOf(mappings[position++], StringComparison.Ordinal) : -1;
            if (digit < 0)
            {
                throw new InvalidDataException("The source map holds what is no number.");
            }

            value |= (digit & (GoesOn - 1)) << shift;
            if ((digit & GoesOn) == 0)
            {
                return (value & 1) == 0 ? value >> 1 : -(value >> 1);
            }
        }
    }
}
