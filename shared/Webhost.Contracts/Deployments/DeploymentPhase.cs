using System.Text.Json.Serialization;

namespace Webhost.Contracts.Deployments;

/// <summary>The steps of a deployment, in order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeploymentPhase>))]
public enum DeploymentPhase
{
    /// <summary>Waiting for the agent's previous deployment to end.</summary>
    [JsonStringEnumMemberName("queued")] Queued,

    /// <summary>Checking the archive, the manifest, keys and entitlement.</summary>
    [JsonStringEnumMemberName("validate")] Validate,

    /// <summary>Building the customer's code.</summary>
    [JsonStringEnumMemberName("bundle")] Bundle,

    /// <summary>Storing the built artifact by its content's hash.</summary>
    [JsonStringEnumMemberName("store")] Store,

    /// <summary>Handing secrets to the provider's own mechanism.</summary>
    [JsonStringEnumMemberName("secrets")] Secrets,

    /// <summary>Uploading to the runtime provider.</summary>
    [JsonStringEnumMemberName("provider")] Provider,

    /// <summary>Asking the deployed workload whether it is healthy.</summary>
    [JsonStringEnumMemberName("probe")] Probe,

    /// <summary>Pointing the agent at the new deployment.</summary>
    [JsonStringEnumMemberName("activate")] Activate,

    /// <summary>Finished, one way or the other.</summary>
    [JsonStringEnumMemberName("done")] Done,
}
