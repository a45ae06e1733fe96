using System.Net.Http.Headers;
using System.Net.Http.Json;
using Webhost.Cli.Shell;

namespace Webhost.Cli.Api;

/// <summary>A call that can be sent more than once: its content is made anew each time.</summary>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    /// <summary>Makes the body; null for none.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Asks for a stream of events.</summary>
    public bool Stream { get; init; }

    /// <summary>The media type that is asked for; null for JSON, or for events with <see cref="Stream"/>.</summary>
    public MediaTypeWithQualityHeaderValue? Accept { get; init; }

    /// <summary>The last event that was seen of the stream.</summary>
    public string? LastEventId { get; init; }

    /// <summary>How the caller prefers to be answered (RFC 7240); null for no preference.</summary>
    public string? Prefer { get; init; }

    /// <summary>By which the server knows the call again, so that it is served once however often it is sent; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether sending it twice does no harm.</summary>
    public bool Repeatable { get; init; } = Method == HttpMethod.Get || Method == HttpMethod.Put || Method == HttpMethod.Delete;

    /// <summary>How long the answer's head may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same call with a JSON body.</summary>
    public ApiRequest With<T>(T body) => this with { Content = () => JsonContent.Create(body, CliJson.Type<T>()) };
}
