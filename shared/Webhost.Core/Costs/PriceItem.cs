using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Webhost.Core.Providers;

namespace Webhost.Core.Costs;

/// <summary>
/// One price, as in <c>0.15 per 1000000 durableObjectOps|requests x 2</c>: US dollars, for how many units, of which quantity, and how much of the unit one of the
/// quantity is taken to use. Of several quantities the greatest counts.
/// </summary>
/// <param name="Name">Such as <c>cpu</c>.</param>
/// <param name="Usd">US dollars.</param>
/// <param name="Per">For so many units.</param>
/// <param name="Quantities">The names of quantities.</param>
/// <param name="Factor">Units that one of the quantity uses.</param>
public sealed partial record PriceItem(string Name, decimal Usd, long Per, IReadOnlyList<string> Quantities, decimal Factor)
{
    /// <summary>What a text must look like.</summary>
    public static string Form => $"like '0.30 per 1000000 requests' or '0.02 per 1000000 computeMs x 0.1', of {PricedQuantity.Names}";

    /// <summary>Reads a price.</summary>
    /// <returns>Whether the text has the form of one.</returns>
    public static bool TryParse(string name, string? text, [NotNullWhen(true)] out PriceItem? item)
    {
        item = null;
        if (Pattern().Match(text ?? string.Empty) is not { Success: true } match
            || !decimal.TryParse(match.Groups["usd"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd)
            || !long.TryParse(match.Groups["per"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var per) || per == 0)
        {
            return false;
        }

        var factor = 1m;
        var quantities = match.Groups["quantities"].Value.Split('|');
        if (!Array.TrueForAll(quantities, PricedQuantity.Exists)
            || (match.Groups["factor"] is { Success: true } given && !decimal.TryParse(given.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out factor)))
        {
            return false;
        }

        item = new PriceItem(name, usd, per, quantities, factor);
        return true;
    }

    /// <summary>What a use costs.</summary>
    internal decimal Of(UsageQuantities usage) => Quantities.Max(name => PricedQuantity.Of(name, usage)) * Factor * Usd / Per;

    [GeneratedRegex(@"^(?<usd>\d{1,9}(\.\d{1,9})?) per (?<per>\d{1,15}) (?<quantities>\w+(\|\w+)*)( x (?<factor>\d{1,9}(\.\d{1,9})?))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
