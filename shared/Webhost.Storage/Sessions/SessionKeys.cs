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

    /// <summary>Begins the entries of ended sessions, by the time of their end. Lies behind the list.</summary>
    public const string EndPrefix = "~ended|";

    /// <summary>Says that every session has its entry, or how far that is done. Lies before the entries.</summary>
    public const string Mark = "|all";

    /// <summary>Begins the mark and the entries.</summary>
    public const string ListPrefix = "|";

    /// <summary>The column of a session's row that names its entry.</summary>
    public const string ListedAs = nameof(ListedAs);

    public static string Of(string sessionId) => TableKey.Of(sessionId);

    public static string EntryOf(SessionRecord session) => EntryOf(EntryPrefix, session);

    public static string EndOf(SessionRecord session) => EntryOf(EndPrefix, session);

    /// <summary>Whether a session's row only says that it was ended.</summary>
    public static bool IsEnded(TableEntity row) => row.GetString(ListedAs)?.StartsWith(EndPrefix, StringComparison.Ordinal) is true;

    /// <summary>Whether a key is an entry's.</summary>
    public static bool IsEntry(string key) => key.StartsWith(EntryPrefix, StringComparison.Ordinal);

    /// <summary>The filter for the rows by id.</summary>
    public static string RowsOf(string agentId) => TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey lt {ListPrefix}");

    /// <summary>The filter for the entries with a prefix whose time lies before another.</summary>
    public static string EntriesBefore(string agentId, string prefix, DateTimeOffset time) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {agentId} and RowKey gt {At(prefix, time) + "~"} and RowKey lt {prefix + "~"}");

    private static string EntryOf(string prefix, SessionRecord session) => $"{At(prefix, session.LastUsedAt)}{TableKey.Separator}{Of(session.SessionId)}";

    private static string At(string prefix, DateTimeOffset time) => prefix + TableKey.NewestFirst(time);
}
