namespace Webhost.Contracts.Audit;

/// <summary>What was changed.</summary>
/// <param name="Type">agent, artifact, deployment, secret, apiKey, billing.</param>
/// <param name="Id">Its id; of a secret its name.</param>
public sealed record AuditTarget(string Type, string Id);
