using Webhost.Core.Identifiers;

namespace Webhost.Core.Sessions;

/// <summary>Makes session ids. Callers may also bring their own.</summary>
internal static class SessionIds
{
    private const string Prefix = "ses_";

    public static string New(TimeProvider time) => Id.New(Prefix, time);
}
