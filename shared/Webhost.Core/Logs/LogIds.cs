using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Webhost.Core.Logs;

/// <summary>Makes the ids of log lines: newest first in the order of keys, and the same for a repeated line.</summary>
public static class LogIds
{
    /// <summary>The id of a line.</summary>
    /// <param name="timestamp">When it was written.</param>
    /// <param name="source">What makes it unique within its millisecond, such as the workload's own id of it.</param>
    public static string Of(DateTimeOffset timestamp, string source) =>
        $"{Prefix(timestamp)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)).AsSpan(0, 8))}";

    /// <summary>An id before which all lines lie that are newer than a time, and after which all that are older.</summary>
    public static string Prefix(DateTimeOffset timestamp) =>
        (long.MaxValue - timestamp.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>The place of a time in the order of arrival.</summary>
    public static string Arrival(DateTimeOffset timestamp) => timestamp.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>The time in an id; null when it is not one.</summary>
    public static DateTimeOffset? TimeOf(string id) =>
        id.Length > 19 && long.TryParse(id.AsSpan(0, 19), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks > long.MaxValue - DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(long.MaxValue - ticks, TimeSpan.Zero)
            : null;
}
