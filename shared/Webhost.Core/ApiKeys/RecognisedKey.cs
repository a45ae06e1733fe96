using Webhost.Core.Identity;

namespace Webhost.Core.ApiKeys;

/// <summary>A key that authenticates, with its scopes read.</summary>
/// <param name="Record">The stored key.</param>
/// <param name="Scopes">What it allows.</param>
public sealed record RecognisedKey(ApiKeyRecord Record, IReadOnlySet<Scope> Scopes);
