using System.Globalization;
using Azure.Data.Tables;
using Webhost.Core.Sessions;
using Webhost.Storage.Internal;

namespace Webhost.Storage.Sessions;

/// <summary>The keys of an agent's sessions. Ids hold letters, digits, <c>-_.:</c> and nothing else, all of which sort before the separator: what begins with one lies behind the rows by id.</summary>
internal static class SessionKeys
{
    /// <summary>Begins the entries by last use.</summary>
    public const string EntryPrefix = "|used|";

    /// <summary>Says that every session has its entry, or how far that is done. Lies before the entries.</summary>
    public const string Mark = "|all";

    /// <summary>Begins the mark and the entries.</summary>
    public const string ListPrefix = "|";

    /// <summary>The column of a session's row that names its entry.</summary>
    public const string ListedAs = nameof(ListedAs);

    public static string Of(string sessionId) => TableKey.Of(sessionId);

    public static string EntryOf(SessionRecord session) => $"{EntryAt(session.LastUsedAt)}{TableKey.Separator}{Of(session.SessionId)}";

    /// <summary>Whether a key is an entry's.</summary>
    public static bool IsEntry(string key) => key.StartsWith(EntryPrefix, StringComparison.Ordinal);

    /// <summary>The filter for the rows by id.</summary>
    public static string RowsOf(string agentId) => TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey lt {ListPrefix}");

    /// <summary>The filter for the entries of sessions that were last used before a time.</summary>
    public static string EntriesBefore(string agentId, DateTimeOffset time) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey gt {EntryAt(time) + "~"} and RowKey lt {EntryPrefix + "~"}");

    private static string EntryAt(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{EntryPrefix}{DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks:D19}");
}
