namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>How long Durable Objects may go on with the old code: not at all (<c>immediate</c>), or up to a delay (<c>deferred</c>).</summary>
internal sealed record CodeUpdateStrategy
{
    public string? Mode { get; init; }

    /// <summary>Seconds.</summary>
    public double? MaxDelay { get; init; }

    /// <summary>The drain time that follows, never above the facade's own.</summary>
    public static TimeSpan Drain(CodeUpdateStrategy? strategy, TimeSpan longest) => strategy switch
    {
        { Mode: "immediate" } => TimeSpan.Zero,
        { Mode: "deferred", MaxDelay: { } seconds } when seconds < longest.TotalSeconds => TimeSpan.FromSeconds(Math.Max(0, seconds)),
        _ => longest,
    };
}
