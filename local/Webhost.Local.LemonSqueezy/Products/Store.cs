using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Products;

/// <summary>The one store.</summary>
internal sealed record Store(long Id, string Name) : IRecord;
