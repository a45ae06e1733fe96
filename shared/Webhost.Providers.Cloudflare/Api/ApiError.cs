namespace Webhost.Providers.Cloudflare.Api;

/// <summary>A call that Cloudflare refused, or that did not reach it.</summary>
/// <param name="Status">The HTTP status; 0 when no answer came.</param>
/// <param name="Messages">What the envelope says; empty when there was none.</param>
internal sealed record ApiError(int Status, IReadOnlyList<ApiMessage> Messages)
{
    /// <summary>The first code; 0 when there is none.</summary>
    public int Code => Messages.Count > 0 ? Messages[0].Code : 0;

    public bool Has(params ReadOnlySpan<int> codes)
    {
        foreach (var message in Messages)
        {
            if (codes.Contains(message.Code))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient => Status is 0 or 408 or 429 or >= 500 || Has(ApiCodes.Internal, ApiCodes.InternalScript, ApiCodes.ConcurrentChange);

    /// <summary>Whether what was asked for is not there.</summary>
    public bool IsMissing => Has(ApiCodes.ScriptNotFound, ApiCodes.ServiceNotFound, ApiCodes.EnvironmentNotFound);
}
