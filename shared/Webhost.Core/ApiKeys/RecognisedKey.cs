using Webhost.Core.Identity;

namespace Webhost.Core.ApiKeys;

/// <summary>A key that authenticates, with its scopes read.</summary>
/// <param name="Record">The stored key.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="EndsAt">Until when it does so by the secret that was used; null for ever.</param>
public sealed record RecognisedKey(ApiKeyRecord Record, IReadOnlySet<Scope> Scopes, DateTimeOffset? EndsAt);
