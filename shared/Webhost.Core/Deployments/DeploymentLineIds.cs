using System.Globalization;

namespace Webhost.Core.Deployments;

/// <summary>Makes the ids of the lines of a deployment's log: oldest first in the order of keys. Each is also the cursor of what comes after its line.</summary>
public static class DeploymentLineIds
{
    private const int TickDigits = 19;
    private const int SequenceDigits = 6;
    private const long Sequences = 1_000_000;

    /// <summary>The id of a line.</summary>
    /// <param name="timestamp">When it was written.</param>
    /// <param name="sequence">Keeps lines of one instant apart and in order.</param>
    public static string Of(DateTimeOffset timestamp, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{timestamp.UtcTicks:D19}-{sequence % Sequences:D6}");

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsValid(string text) =>
        text.Length == TickDigits + 1 + SequenceDigits && text[TickDigits] == '-'
        && !text.AsSpan(0, TickDigits).ContainsAnyExceptInRange('0', '9') && !text.AsSpan(TickDigits + 1).ContainsAnyExceptInRange('0', '9');
}
