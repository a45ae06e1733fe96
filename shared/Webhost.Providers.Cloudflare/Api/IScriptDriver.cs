using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>The scripts of one place, a dispatch namespace or the account itself. Every operation may be repeated.</summary>
internal interface IScriptDriver
{
    /// <summary>The script's state; null when there is no such script.</summary>
    Task<(ScriptState? State, ApiError? Error)> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Creates or replaces a script.</summary>
    /// <param name="name">The script.</param>
    /// <param name="metadata">Its settings and bindings.</param>
    /// <param name="modules">Its code.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ApiError?> UploadAsync(string name, UploadMetadata metadata, IReadOnlyList<WorkerModule> modules, CancellationToken cancellationToken);

    /// <summary>Removes a script with its Durable Objects and their data; one that is not there counts as removed.</summary>
    Task<ApiError?> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>The names of the scripts that have a tag.</summary>
    Task<(IReadOnlyList<string> Names, ApiError? Error)> ListAsync(string tag, CancellationToken cancellationToken);

    /// <summary>A cheap call that needs the token, the account and the place to be right.</summary>
    Task<ApiError?> CheckAsync(CancellationToken cancellationToken);
}
