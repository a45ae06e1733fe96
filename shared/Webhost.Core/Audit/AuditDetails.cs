namespace Webhost.Core.Audit;

/// <summary>The small map of facts in an entry: short, so that nobody is tempted to put bodies into it.</summary>
public static class AuditDetails
{
    private const int MaximumValue = 256;

    /// <summary>A map of those facts that have a value, each cut to size; null when there is none.</summary>
    public static IReadOnlyDictionary<string, string>? Of(params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        Dictionary<string, string>? details = null;
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value))
            {
                details ??= new Dictionary<string, string>(StringComparer.Ordinal);
                details[name] = value.Length > MaximumValue ? value[..(MaximumValue - 1)] + "…" : value;
            }
        }

        return details;
    }

    /// <summary>Both maps together; what was known later counts.</summary>
    internal static IReadOnlyDictionary<string, string>? Join(IReadOnlyDictionary<string, string>? begin, IReadOnlyDictionary<string, string>? end)
    {
        if (begin is null || end is null)
        {
            return begin ?? end;
        }

        var joined = new Dictionary<string, string>(begin, StringComparer.Ordinal);
        foreach (var (name, value) in end)
        {
            joined[name] = value;
        }

        return joined;
    }
}
