using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Webhost.Local.AgentCore.Http;

/// <summary>The target of a request as it came over the wire: nothing in it is decoded before its signature was checked.</summary>
internal sealed class RequestTarget
{
    private readonly List<(string Name, string Value)> _query = [];

    private RequestTarget(string path, string query)
    {
        RawPath = path;
        foreach (var part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            _query.Add(equals < 0 ? (Decode(part), string.Empty) : (Decode(part[..equals]), Decode(part[(equals + 1)..])));
        }
    }

    public string RawPath { get; }

    public IReadOnlyList<(string Name, string Value)> Query => _query;

    /// <summary>The value of a query parameter; null when it is not there.</summary>
    public string? this[string name] => _query.Where(pair => string.Equals(pair.Name, name, StringComparison.Ordinal)).Select(pair => pair.Value).FirstOrDefault();

    public static RequestTarget Of(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!raw.StartsWith('/'))
            raw = Uri.TryCreate(raw, UriKind.Absolute, out var absolute) ? absolute.PathAndQuery : "/";
        var question = raw.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? new RequestTarget(raw, string.Empty) : new RequestTarget(raw[..question], raw[(question + 1)..]);
    }

    public static string Decode(string text) => Uri.UnescapeDataString(text);

    /// <summary>The number in a query parameter.</summary>
    public int? Number(string name, int least, int most)
    {
        if (this[name] is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw AwsException.Validation(name, $"{name} must be a whole number from {least} to {most}.");
    }
}
