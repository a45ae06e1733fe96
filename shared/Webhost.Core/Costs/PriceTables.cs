using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Webhost.Core.Costs;

/// <summary>All price tables, from configuration (section <c>Prices</c>).</summary>
public sealed class PriceTables
{
    private const string Section = "Prices";
    private const string ValidFrom = "validFrom";
    private const string Source = "source";

    private readonly Dictionary<string, IReadOnlyList<PriceTable>> byProvider;

    private PriceTables(Dictionary<string, IReadOnlyList<PriceTable>> byProvider) => this.byProvider = byProvider;

    /// <summary>A provider's tables, oldest first; none when it has none.</summary>
    public IReadOnlyList<PriceTable> Of(string provider) => byProvider.GetValueOrDefault(provider) ?? [];

    /// <summary>
    /// The table that holds at a time: the newest that was valid by then. What was used before the oldest is priced with that one. Null when the provider has none.
    /// </summary>
    public PriceTable? At(string provider, DateTimeOffset time)
    {
        var tables = Of(provider);
        return tables.LastOrDefault(table => table.ValidFrom <= time) ?? (tables.Count > 0 ? tables[0] : null);
    }

    /// <summary>Reads the section <c>Prices</c>. Throws with the names of all missing and malformed keys.</summary>
    public static PriceTables Read(IConfiguration configuration)
    {
        var errors = new List<string>();
        var read = configuration.GetSection(Section).GetChildren().ToDictionary(
            provider => provider.Key, IReadOnlyList<PriceTable> (provider) => ReadProvider(provider, errors), StringComparer.Ordinal);
        return errors.Count == 0 ? new PriceTables(read) : throw new InvalidOperationException($"The prices are not set up: {string.Join("; ", errors)}.");
    }

    private static List<PriceTable> ReadProvider(IConfigurationSection provider, List<string> errors)
    {
        var tables = provider.GetChildren().Select(table => ReadTable(provider.Key, table, errors)).OrderBy(table => table.ValidFrom).ToList();
        foreach (var twice in tables.GroupBy(table => table.ValidFrom).Where(group => group.Count() > 1))
        {
            errors.Add($"{Section}__{provider.Key} has {twice.Count()} tables that are valid from {twice.Key:yyyy-MM-dd}, it must be clear which holds");
        }

        return tables;
    }

    private static PriceTable ReadTable(string provider, IConfigurationSection section, List<string> errors)
    {
        if (!DateTimeOffset.TryParseExact(section[ValidFrom], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var validFrom))
        {
            Fail(ValidFrom, "a date such as 2026-01-31");
        }

        if (string.IsNullOrWhiteSpace(section[Source]))
        {
            Fail(Source, "where the prices were taken from");
        }

        var items = new List<PriceItem>();
        foreach (var child in section.GetChildren().Where(child => child.Key is not (ValidFrom or Source)).OrderBy(child => child.Key, StringComparer.Ordinal))
        {
            if (PriceItem.TryParse(child.Key, child.Value, out var item))
            {
                items.Add(item);
            }
            else
            {
                Fail(child.Key, PriceItem.Form);
            }
        }

        return new PriceTable { Provider = provider, ValidFrom = validFrom, Source = section[Source] ?? string.Empty, Items = items };

        void Fail(string key, string wanted) =>
            errors.Add($"{section.Path.Replace(":", "__", StringComparison.Ordinal)}__{key} is {(section[key] is { Length: > 0 } text ? $"'{text}'" : "missing")}, it must be {wanted}");
    }
}
