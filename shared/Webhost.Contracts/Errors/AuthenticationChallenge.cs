namespace Webhost.Contracts.Errors;

/// <summary>What the header <c>WWW-Authenticate</c> of an answer with 401 says.</summary>
public static class AuthenticationChallenge
{
    /// <summary>The parameter of a credential that is good, though its account was deleted: a renewed one would open another account that nobody asked for.</summary>
    public const string AccountDeleted = "account=\"deleted\"";
}
