namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>The SameSite attribute of a cookie.</summary>
public enum SameSite
{
    /// <summary>No attribute.</summary>
    None = 0,

    /// <summary>Sent along on top-level navigation.</summary>
    Lax = 1,

    /// <summary>Sent on same-site requests only.</summary>
    Strict = 2,

    /// <summary>The attribute with the value None.</summary>
    ExplicitNone = 3,
}
