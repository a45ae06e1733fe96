using Webhost.Local.LemonSqueezy.Records;

namespace Webhost.Local.LemonSqueezy.Api.Resources;

/// <summary>A relationship of a resource.</summary>
/// <param name="Name">Its name in the API.</param>
/// <param name="Type">The type of the related resources.</param>
/// <param name="Related">The related records.</param>
internal sealed record Relation<T>(string Name, string Type, Func<T, ResourceView, IEnumerable<IRecord>> Related)
{
    /// <summary>Whether it may lead to several.</summary>
    public bool IsMany { get; init; }
}
