using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Products;

/// <summary>The price of a variant.</summary>
internal sealed record Price(long Id, Variant Variant) : IRecord;
