namespace Webhost.Functions.Http;

/// <summary>Says of an HTTP function who may call it and what goes in and out: for the authentication and for the API's description.</summary>
/// <param name="summary">One line for people.</param>
/// <param name="access">What a caller needs.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OperationAttribute(string summary, Access access) : Attribute
{
    /// <summary>One line for people.</summary>
    public string Summary { get; } = summary;

    /// <summary>What a caller needs.</summary>
    public Access Access { get; } = access;

    /// <summary>The type of the request's JSON body; null when it has none.</summary>
    public Type? Request { get; init; }

    /// <summary>Whether the body may be left out.</summary>
    public bool BodyOptional { get; init; }

    /// <summary>The type of the response's JSON body; null when it has none.</summary>
    public Type? Response { get; init; }

    /// <summary>The status of a success.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The type of the JSON body of a <c>202</c> that is answered while the work goes on, beside the <see cref="Status"/> of its end; null when there is none.</summary>
    public Type? Accepted { get; init; }

    /// <summary>The query's parameters, between blanks.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>The request's headers that mean something here alone, between blanks.</summary>
    public string Headers { get; init; } = string.Empty;

    /// <summary>Whether the answer can be an event stream.</summary>
    public bool Streams { get; init; }

    /// <summary>Media types in which the answer can be had as a file, between blanks.</summary>
    public string Exports { get; init; } = string.Empty;

    /// <summary>Media types of a body that is not JSON, between blanks.</summary>
    public string RawRequest { get; init; } = string.Empty;

    /// <summary>Whether it makes or charges something and so honours <c>Idempotency-Key</c>.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Whether it is about the account as a whole, so that an API key which is good for one agent can't be used for it.</summary>
    public bool WholeAccount { get; init; }

    /// <summary>Whether it is served while the caller's account is being deleted.</summary>
    public bool WhileDeleting { get; init; }

    /// <summary>Whether the operation stays out of the API's description.</summary>
    public bool Hidden { get; init; }
}
