namespace Webhost.Local.AgentCore.Signing;

/// <summary>Who has signed a request, and what the chunks of its body are signed with.</summary>
/// <param name="Signature">The checked signature.</param>
/// <param name="SecretAccessKey">The key behind it.</param>
/// <param name="SessionOf">The runtime whose agent it is; null for the account's own user.</param>
internal sealed record Caller(RequestSignature Signature, string SecretAccessKey, string? SessionOf);
