namespace Webhost.Providers.Cloudflare.Building;

/// <summary>A Durable Object class of the customer's own.</summary>
/// <param name="Name">The binding's name.</param>
/// <param name="ClassName">The exported class.</param>
internal sealed record DurableObjectBinding(string Name, string ClassName);
