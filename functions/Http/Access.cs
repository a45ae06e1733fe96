using Webhost.Core.Identity;

namespace Webhost.Functions.Http;

/// <summary>What a caller needs for an operation.</summary>
internal enum Access
{
    /// <summary>Nothing.</summary>
    Anonymous,

    /// <summary>A signature that the operation checks itself.</summary>
    Signed,

    /// <summary>An access token: no API key will do.</summary>
    Account,

    /// <summary>An access token of somebody who runs this platform; to everybody else the operation does not exist.</summary>
    Operator,

    /// <summary>An access token, or a key with the scope <c>read</c>.</summary>
    Read,

    /// <summary>An access token, or a key with the scope <c>deploy</c>.</summary>
    Deploy,

    /// <summary>An access token, or a key with the scope <c>invoke</c>.</summary>
    Invoke,
}
