using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Webhost.Core.Costs;

/// <summary>
/// The columns of a cost export, found by its header: FOCUS (Cloudflare, AWS and others), the AWS cost and usage report (CUR), and CUR 2.0. The first column of each
/// list that is there counts.
/// </summary>
internal sealed class CostExportFormat
{
    private const string Usd = "USD";
    private const int ChargeBytes = 8;

    // Beyond it no sum could be made of them.
    private const decimal MaximumUsd = 1_000_000_000_000m;

    private static readonly string[] Days = ["ChargePeriodStart", "lineItem/UsageStartDate", "line_item_usage_start_date"];
    private static readonly string[] Costs = ["BilledCost", "EffectiveCost", "ContractedCost", "lineItem/UnblendedCost", "line_item_unblended_cost"];
    private static readonly string[] Currencies = ["BillingCurrency", "lineItem/CurrencyCode", "line_item_currency_code"];
    private static readonly string[] Services = ["ServiceName", "lineItem/ProductCode", "line_item_product_code"];
    private static readonly string[] Resources = ["ResourceName", "ResourceId", "lineItem/ResourceId", "line_item_resource_id"];
    private static readonly string[] TagMaps = ["Tags", "resource_tags"];

    // What tells one charge of a day from another, whichever of the shapes has it: neither amounts, which a later export may correct, nor ids of lines, which AWS gives anew in each.
    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        "skuid", "skupriceid", "skumeter", "chargedescription", "xusagetype", "lineitemusagetype", "lineitemlineitemdescription",
    };

    private static readonly HashSet<string> Circumstances = new(StringComparer.Ordinal)
    {
        "billingaccountid", "subaccountid", "chargeperiodend", "chargecategory", "chargeclass", "chargefrequency", "commitmentdiscountid", "servicename", "resourceid", "resourcename", "regionid", "availabilityzone",
        "xoperation", "xservicecode", "billpayeraccountid", "lineitemusageaccountid", "lineitemusageenddate", "lineitemlineitemtype", "lineitemoperation", "lineitemproductcode", "lineitemresourceid",
        "lineitemavailabilityzone",
    };

    // AWS writes a tag 'agentId' as resourceTags/user:agentId, as resource_tags_user_agent_id, or as user_agent_id in a map.
    private static readonly HashSet<string> AgentTags = new(StringComparer.Ordinal) { "agentid", "useragentid", "resourcetagsagentid", "resourcetagsuseragentid" };

    private readonly int width;
    private readonly int day;
    private readonly int cost;
    private readonly int currency;
    private readonly int service;
    private readonly int[] resources;
    private readonly int[] tagMaps;
    private readonly int[] agentTags;
    private readonly int[] identity;
    private readonly bool saysKind;

    private CostExportFormat(IReadOnlyList<string> header)
    {
        width = header.Count;
        day = First(header, Days);
        cost = First(header, Costs);
        currency = First(header, Currencies);
        service = First(header, Services);
        resources = [.. Resources.Select(name => First(header, [name])).Where(index => index >= 0)];
        tagMaps = [.. TagMaps.Select(name => First(header, [name])).Where(index => index >= 0)];
        saysKind = header.Any(name => Kinds.Contains(Plain(name)));
        identity = [.. Enumerable.Range(0, header.Count).Where(index => Plain(header[index]) is var name && (Kinds.Contains(name) || Circumstances.Contains(name))).OrderBy(index => Plain(header[index]), StringComparer.Ordinal)];
        agentTags = [.. Enumerable.Range(0, header.Count).Where(index => AgentTags.Contains(Plain(header[index])))];
    }

    /// <summary>The format of a header.</summary>
    /// <exception cref="InvalidDataException">It is none that is known.</exception>
    public static CostExportFormat Of(IReadOnlyList<string> header)
    {
        var format = new CostExportFormat([.. header.Select(name => name.Trim('\uFEFF', ' '))]);
        return format is { day: >= 0, cost: >= 0 }
            ? format
            : throw new InvalidDataException($"The header has no column for the day ({string.Join(", ", Days)}) or none for the cost ({string.Join(", ", Costs)}).");
    }

    /// <summary>Reads a row.</summary>
    /// <exception cref="InvalidDataException">It is malformed; the message says where.</exception>
    public CostLine Read(IReadOnlyList<string> row, long number)
    {
        if (row.Count != width)
        {
            throw new InvalidDataException($"Row {number} has {row.Count} cells and the header {width}.");
        }

        if (currency >= 0 && row[currency].Length > 0 && !string.Equals(row[currency], Usd, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"Row {number} is in {row[currency]}. Only exports in {Usd} can be taken.");
        }

        // Written otherwise, a day could be read as another, and an hour by itself as today.
        if (!IsoTime.TryParse(row[day], out var start))
        {
            throw new InvalidDataException($"Row {number} has no time as in 2026-11-30 or 2026-11-30T13:00:00Z where it should have one: '{row[day]}'.");
        }

        var usd = 0m;
        if (row[cost].Length > 0 && !decimal.TryParse(row[cost], NumberStyles.Float, CultureInfo.InvariantCulture, out usd))
        {
            throw new InvalidDataException($"Row {number} has no amount where it should have one: '{row[cost]}'.");
        }

        if (Math.Abs(usd) > MaximumUsd)
        {
            throw new InvalidDataException($"Row {number} has an amount that can't be: '{row[cost]}'.");
        }

        return new CostLine(
            DateOnly.FromDateTime(start.UtcDateTime),
            usd,
            AgentOf(row),
            resources.Select(index => row[index]).FirstOrDefault(text => text.Length > 0) ?? string.Empty,
            service < 0 ? string.Empty : row[service],
            ChargeOf(row, start, usd));
    }

    // Where nothing says what kind of use it is, only the same amount is taken for the same charge: two of different amounts may well be two.
    private string ChargeOf(IReadOnlyList<string> row, DateTimeOffset start, decimal usd)
    {
        var text = new StringBuilder().Append(start.UtcTicks).Append('|').Append(saysKind ? string.Empty : usd.ToString("G29", CultureInfo.InvariantCulture));
        foreach (var index in identity)
        {
            text.Append('|').Append(row[index]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, ChargeBytes));
    }

    private static int First(IReadOnlyList<string> header, string[] names)
    {
        foreach (var name in names)
        {
            for (var index = 0; index < header.Count; index++)
            {
                if (string.Equals(header[index], name, StringComparison.OrdinalIgnoreCase))
                {
                    return index;
                }
            }
        }

        return -1;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static string? AgentOf(string tags)
    {
        try
        {
            using var map = JsonDocument.Parse(tags);
            return map.RootElement.ValueKind == JsonValueKind.Object
                ? map.RootElement.EnumerateObject().Where(tag => AgentTags.Contains(Plain(tag.Name)) && tag.Value.ValueKind == JsonValueKind.String).Select(tag => tag.Value.GetString()).FirstOrDefault()
                : null;
        }
        catch (JsonException)
        {
            // Some exports write the map in a way of their own: then it tells nothing.
            return null;
        }
    }

    private string? AgentOf(IReadOnlyList<string> row) =>
        agentTags.Select(index => row[index]).FirstOrDefault(text => text.Length > 0)
        ?? tagMaps.Select(index => row[index]).Where(text => text.Length > 0).Select(AgentOf).FirstOrDefault(agent => !string.IsNullOrEmpty(agent));
}
