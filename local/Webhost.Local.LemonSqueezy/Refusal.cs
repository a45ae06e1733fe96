namespace Webhost.Local.LemonSqueezy;

/// <summary>Why something was refused, as the API tells it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Problems">At least one.</param>
internal sealed record Refusal(int Status, IReadOnlyList<Problem> Problems)
{
    public static readonly Refusal Unauthenticated = new(401, [new Problem("Unauthenticated.")]);
    public static readonly Refusal NotFound = new(404, [new Problem("The requested resource does not exist.")]);
    public static readonly Refusal TooManyCalls = new(429, [new Problem("Too Many Attempts.")]);
    public static readonly Refusal NotAcceptable = new(406, [new Problem("The requested resource is capable of generating only content not acceptable according to the Accept headers sent in the request.")]);
    public static readonly Refusal UnsupportedMediaType = new(415, [new Problem("The request entity has a media type which the server or resource does not support.")]);
    public static readonly Refusal Internal = new(500, [new Problem("The sandbox failed; its log says why.")]);

    /// <summary>The status in words.</summary>
    public string Title => Status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        _ => "Internal Server Error",
    };

    /// <summary>A value that is not right, with a pointer into the body.</summary>
    public static Refusal Invalid(string detail, string? pointer = null) => new(422, [new Problem(detail, pointer)]);

    /// <summary>A relationship that names what is not there.</summary>
    public static Refusal NoRelated(string relationship) => new(404, [new Problem("The related resource does not exist.", $"/data/relationships/{relationship}")]);

    /// <summary>A query parameter that is not right.</summary>
    public static Refusal Query(string detail, string parameter) => new(400, [new Problem(detail, Parameter: parameter)]);

    /// <summary>A body that is not a resource object of the type.</summary>
    public static Refusal Body(string detail, string pointer = "/data") => new(400, [new Problem(detail, pointer)]);
}
