namespace Webhost.Core.Billing;

/// <summary>A page of what the provider lists.</summary>
/// <typeparam name="T">The item's type.</typeparam>
/// <param name="Items">The items.</param>
/// <param name="More">Whether there is another page.</param>
public sealed record ProviderPage<T>(IReadOnlyList<T> Items, bool More);
