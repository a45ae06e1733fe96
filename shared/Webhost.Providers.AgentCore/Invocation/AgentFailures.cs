using System.Text.Json;
using System.Text.RegularExpressions;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Invocation;

/// <summary>Translates what comes instead of an agent's answer. An agent's own text may hold anything and is not shown; the kind of its error is.</summary>
internal static partial class AgentFailures
{
    private static readonly string[] StartWords = ["initialization", "starting the runtime", "health check"];
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The failure that a refused invocation stands for. What may have run is not called retryable.</summary>
    public static Failure Of(AwsError error) => error.Kind switch
    {
        AwsErrorKind.AgentFailed => new Failure.RuntimeError(Explain(error)) { ErrorClass = "runtime" },
        AwsErrorKind.NotFound => new Failure.NotFound("The agent is not at its runtime. Deploy it again."),
        AwsErrorKind.Throttled => new Failure.RateLimited("AgentCore takes no more requests for the moment.", RetryAfter),
        AwsErrorKind.PassingConflict => new Failure.RuntimeError("AgentCore is still making or unmaking the session. Try again in a moment.", Transient: true),
        AwsErrorKind.Quota => new Failure.RuntimeError("The platform's AWS account runs as many sessions as it may. The platform's operator must have the quota raised.") { ErrorClass = "limit" },
        AwsErrorKind.Unreachable => new Failure.RuntimeError("The agent's runtime could not be reached. Try again.", Transient: true),
        AwsErrorKind.ServiceTrouble => new Failure.RuntimeError("AgentCore had trouble while it ran the agent. The agent may have run: ask again only where that does no harm."),
        AwsErrorKind.BrokenOff => BrokenOff(),
        _ => AwsErrors.Runtime(error) with { Transient = false },
    };

    /// <summary>
    /// Whether AgentCore says that the agent did not start. It has one type of error for that and for agents that answer with an error; these words are in what it says of the former.
    /// </summary>
    public static bool DidNotStart(AwsError error) => error.Kind == AwsErrorKind.AgentFailed && Array.Exists(StartWords, word => error.Message?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>The time is over.</summary>
    /// <param name="timeout">How long it was.</param>
    /// <param name="mayHaveRun">Whether a call was on its way: only what was never sent may be sent again without a thought.</param>
    public static Failure.RuntimeError TimedOut(TimeSpan timeout, bool mayHaveRun) =>
        new($"The agent did not answer within {timeout.TotalMilliseconds:0} ms.", Transient: !mayHaveRun, TimedOut: true) { ErrorClass = "limit" };

    /// <summary>The agent may have run, wholly or in part: whether to ask again is for the caller to weigh.</summary>
    public static Failure.RuntimeError BrokenOff() => new("The agent's answer broke off.");

    public static Failure.RuntimeError TooLarge(int maximum) => new($"The agent's answer is larger than {maximum} bytes, so it was cut off.") { ErrorClass = "limit" };

    /// <summary>The failure that an answer tells of itself; null for one that doesn't.</summary>
    public static Failure? OfBody(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out var error) || IsEmpty(error))
        {
            return null;
        }

        var kind = TextMember.Of(root, "error_type") ?? TextMember.Of(error, "type") ?? TextMember.Of(error, "code");
        return kind is null || !KindPattern().IsMatch(kind)
            ? Unnamed()
            : new Failure.RuntimeError($"The agent failed: {kind}. Look at its log.") { ErrorClass = kind.Contains("tool", StringComparison.OrdinalIgnoreCase) ? "tool" : "runtime" };
    }

    /// <summary>The agent says that it failed, and not at what.</summary>
    public static Failure.RuntimeError Unnamed() => new("The agent failed. Look at its log.") { ErrorClass = "runtime" };

    // Says that there was none.
    private static bool IsEmpty(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.String => error.ValueEquals(string.Empty),
        JsonValueKind.Array => error.GetArrayLength() == 0,
        JsonValueKind.Object => !error.EnumerateObject().Any(),
        _ => false,
    };

    // Of what AWS says, the agent's own status alone.
    private static string Explain(AwsError error)
    {
        if (DidNotStart(error))
        {
            return "The agent did not start. Look at its log, or deploy it again: a deployment tells what keeps it from starting.";
        }

        return StatusPattern().Match(error.Message ?? string.Empty).Groups["status"].Value switch
        {
            "" => "The agent gave no answer: its session was ended meanwhile, or it ended itself, broke off or took too long. Look at its log.",
            ['3', ..] status => $"The agent answered with a redirection ({status}), which is not followed: it must answer POST /invocations itself.",
            ['4', ..] status => $"The agent refused the request ({status}). It may want something else than 'prompt', 'message' and 'messages'. Look at its log.",
            var status => $"The agent answered with an error ({status}). Look at its log.",
        };
    }

    [GeneratedRegex(@"error \((?<status>[1-5][0-9]{2})\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusPattern();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.]{0,79}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KindPattern();
}
