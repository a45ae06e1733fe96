namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>A dispatch namespace: a folder of scripts that only a dispatcher reaches.</summary>
internal sealed record DispatchNamespace
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }
}
