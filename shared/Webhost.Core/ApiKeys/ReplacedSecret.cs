namespace Webhost.Core.ApiKeys;

/// <summary>A key's secret that a rotation has replaced, and that still works for a while.</summary>
/// <param name="Hash">Its SHA-256, in hexadecimal.</param>
/// <param name="Prefix">Its first characters.</param>
/// <param name="EndsAt">Until when it works.</param>
public sealed record ReplacedSecret(string Hash, string Prefix, DateTimeOffset EndsAt);
