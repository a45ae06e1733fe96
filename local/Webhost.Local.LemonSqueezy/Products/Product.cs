using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Products;

/// <summary>A product.</summary>
internal sealed record Product(long Id, string Name) : IRecord;
