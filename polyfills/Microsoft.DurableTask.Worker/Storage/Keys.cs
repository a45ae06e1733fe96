using System.Globalization;
using System.Text;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>
/// The keys of the task hub's table. One partition holds all of an instance: <c>h…</c> turns of the history by generation and number,
/// <c>instance</c>, <c>m…</c> messages, <c>p…</c> parts of large payloads. The partition <c>active</c> lists instances that have not ended
/// (<c>i:…</c>) and workers (<c>w:…</c>); <c>host</c> holds the key of the management addresses.
/// </summary>
internal static class Keys
{
    public const string Active = "active";
    public const string Host = "host";
    public const string WebhookKey = "webhook-key";
    public const string Instance = "instance";
    public const string TurnPrefix = "h";
    public const string MessagePrefix = "m";
    public const string PayloadPrefix = "p";
    public const string PartitionPrefix = "i:";
    public const string WorkerPrefix = "w:";

    /// <summary>The generation under which payloads of messages are stored; greater than any.</summary>
    public const int NoGeneration = 99_999_999;

    /// <summary>The partition of an instance; also its row in <see cref="Active"/>.</summary>
    public static string Partition(string instanceId) => PartitionPrefix + Escape(instanceId);

    /// <summary>The row of a worker in <see cref="Active"/>.</summary>
    public static string Worker(string workerId) => WorkerPrefix + Escape(workerId);

    /// <summary>The row of a turn.</summary>
    public static string Turn(int generation, int number) => $"{Turns(generation)}{number:D8}";

    /// <summary>What the rows of a generation's turns begin with.</summary>
    public static string Turns(int generation) => $"{TurnPrefix}{generation:D8}-";

    /// <summary>What the rows of a generation's payload parts begin with.</summary>
    public static string Payloads(int generation) => $"{PayloadPrefix}{generation:D8}-";

    /// <summary>The row of a message; ordered by time.</summary>
    public static string Message(DateTimeOffset time, string unique) => $"{MessagePrefix}{time.UtcTicks:D19}-{Escape(unique)}";

    /// <summary>The first key after all that begin with a prefix.</summary>
    public static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);

    /// <summary>Replaces what keys must not contain, character by character, so that prefixes stay prefixes.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(MustEscape))
            return text;
        StringBuilder escaped = new(text.Length + 16);
        foreach (var character in text)
        {
            if (MustEscape(character))
                escaped.Append('!').Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            else
                escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static bool MustEscape(char character) => character is '/' or '\\' or '#' or '?' or '%' or '!' || char.IsControl(character);
}
