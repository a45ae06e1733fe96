using System.Text.Json;
using System.Text.RegularExpressions;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Core.Providers;

namespace Webhost.Core.Invocation;

/// <summary>Checks a request against the bounds, and finds all problems at once (runtime provider interface §5.4).</summary>
internal static partial class InvocationCheck
{
    private const int MaximumMetadataBytes = 16 * 1024;
    private const int MaximumListedProblems = 20;

    private static readonly HashSet<string> Roles = new(StringComparer.Ordinal) { "system", "user", "assistant", "tool" };

    /// <summary>Whether a text has the form of a session's id.</summary>
    public static bool IsSessionId(string text) => SessionPattern().IsMatch(text) && !text.AsSpan().Trim('.').IsEmpty;

    /// <summary>The conversation, or problems. A prompt becomes one user message.</summary>
    /// <param name="request">The request.</param>
    /// <param name="bounds">What holds for all.</param>
    /// <param name="longest">The most time that the caller may ask for.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static IReadOnlyList<Message> Check(InvokeRequest request, InvocationOptions bounds, TimeSpan longest, List<Problem> problems)
    {
        if (request.SessionId is { } session && !IsSessionId(session))
        {
            problems.Add(new Problem("sessionId", "A session id has 1 to 128 characters: letters, digits, '-', '_', '.' and ':', not dots alone. Leave it out to start a session."));
        }

        CheckOptions(request.Options, longest, longest == bounds.LongestInOnePiece ? " For more time take the answer as events (Accept: text/event-stream) or send 'Prefer: respond-async'." : null, problems);
        if (request.Metadata is { } metadata)
        {
            CheckMetadata(metadata, problems);
        }

        switch (request.Input)
        {
            case { Prompt: not null, Messages: not null }:
                problems.Add(new Problem("input", "Give either 'prompt' or 'messages', not both."));
                return [];
            case { Prompt: { } prompt }:
                CheckContent("input.prompt", prompt, bounds, problems);
                return [new Message { Role = "user", Content = prompt }];
            case { Messages: { } messages }:
                CheckMessages(messages, bounds, problems);
                return messages;
            default:
                problems.Add(new Problem("input", "Say what to ask: {\"input\": {\"prompt\": \"…\"}} or {\"input\": {\"messages\": […]}}."));
                return [];
        }
    }

    private static void CheckMetadata(JsonElement metadata, List<Problem> problems)
    {
        if (metadata.ValueKind != JsonValueKind.Object || metadata.GetRawText().Length > MaximumMetadataBytes)
        {
            problems.Add(new Problem("metadata", $"Metadata is a JSON object of at most {MaximumMetadataBytes / 1024} KB."));
        }
        else if (!InvokeInputJson.CanWrite(metadata))
        {
            problems.Add(new Problem("metadata", "A text of the metadata holds half a character, such as '\\ud83d' alone. Send whole characters."));
        }
    }

    private static void CheckMessages(IReadOnlyList<Message> messages, InvocationOptions bounds, List<Problem> problems)
    {
        if (messages.Count == 0 || messages.Count > bounds.MaximumMessages)
        {
            problems.Add(new Problem("input.messages", $"Give 1 to {bounds.MaximumMessages} messages."));
        }

        for (var index = 0; index < messages.Count && problems.Count < MaximumListedProblems; index++)
        {
            var message = messages[index];
            if (message?.Role is not { } role || !Roles.Contains(role))
            {
                problems.Add(new Problem($"input.messages[{index}].role", "A role is one of: system, user, assistant, tool."));
            }

            CheckContent($"input.messages[{index}].content", message?.Content, bounds, problems);
        }
    }

    private static void CheckContent(string path, string? content, InvocationOptions bounds, List<Problem> problems)
    {
        if (content is null)
        {
            problems.Add(new Problem(path, "The text is missing."));
        }
        else if (content.Length > bounds.MaximumMessageCharacters)
        {
            problems.Add(new Problem(path, $"The text has {content.Length} characters; at most {bounds.MaximumMessageCharacters} are allowed."));
        }
    }

    private static void CheckNames(string path, IReadOnlyList<string?>? names, List<Problem> problems)
    {
        // Of very many the first tells enough.
        if (names?.Index().FirstOrDefault(entry => entry.Item is null, (Index: -1, Item: null)).Index is { } index and >= 0)
        {
            problems.Add(new Problem($"{path}[{index}]", "This must be the name of a tool."));
        }
    }

    private static void CheckOptions(InvokeOptions? options, TimeSpan longest, string? otherWays, List<Problem> problems)
    {
        if (options?.MaxSteps is < 1 or > 1000)
        {
            problems.Add(new Problem("options.maxSteps", "maxSteps is a whole number from 1 to 1000."));
        }

        CheckNames("options.toolPolicy.allow", options?.ToolPolicy?.Allow, problems);
        CheckNames("options.toolPolicy.deny", options?.ToolPolicy?.Deny, problems);
        if (options?.Temperature is { } temperature && !(temperature >= 0 && temperature <= 2))
        {
            problems.Add(new Problem("options.temperature", "temperature is a number from 0 to 2."));
        }

        if (options?.TimeoutMs is { } timeout && (timeout < 1 || timeout > longest.TotalMilliseconds))
        {
            problems.Add(new Problem("options.timeoutMs", $"timeoutMs is a whole number from 1 to {(long)longest.TotalMilliseconds}.{otherWays}"));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_.:-]{1,128}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SessionPattern();
}
