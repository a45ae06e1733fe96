namespace Webhost.Local.Cloudflare.Dispatch;

/// <summary>The headers between the dispatch namespace binding, the facade and the front of a script. No script sees them.</summary>
internal static class DispatchHeaders
{
    /// <summary>The name of the script, percent-encoded.</summary>
    public const string Script = "x-webhost-script";

    /// <summary>The limits that the dispatcher asked for, as JSON.</summary>
    public const string Limits = "x-webhost-limits";

    /// <summary>Why there is no answer: the message to throw, percent-encoded.</summary>
    public const string Fault = "x-webhost-fault";

    /// <summary>What the script threw: the mark of its process and the message, percent-encoded.</summary>
    public const string Exception = "x-webhost-exception";
}
