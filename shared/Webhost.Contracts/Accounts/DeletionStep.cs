using System.Text.Json.Serialization;

namespace Webhost.Contracts.Accounts;

/// <summary>The steps of a deletion, in order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeletionStep>))]
public enum DeletionStep
{
    /// <summary>It was asked for; nothing new is let in any more.</summary>
    [JsonStringEnumMemberName("requested")] Requested,

    /// <summary>Subscriptions are cancelled at the payment provider.</summary>
    [JsonStringEnumMemberName("subscriptions")] Subscriptions,

    /// <summary>API keys are removed.</summary>
    [JsonStringEnumMemberName("credentials")] Credentials,

    /// <summary>Agents are removed from their runtimes, with secrets and files.</summary>
    [JsonStringEnumMemberName("agents")] Agents,

    /// <summary>What is stored is removed.</summary>
    [JsonStringEnumMemberName("data")] Data,

    /// <summary>What was under way comes to rest, so that it is removed too.</summary>
    [JsonStringEnumMemberName("settling")] Settling,

    /// <summary>Everything is gone.</summary>
    [JsonStringEnumMemberName("done")] Done,
}
