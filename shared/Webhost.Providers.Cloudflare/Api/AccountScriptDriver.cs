using System.Text;
using Microsoft.Extensions.Options;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Scripts of the account itself, each under its own <c>workers.dev</c> address.</summary>
internal sealed class AccountScriptDriver(CloudflareClient client, IOptions<CloudflareOptions> options) : IScriptDriver
{
    private readonly string path = $"/accounts/{Uri.EscapeDataString(options.Value.AccountId)}/workers";

    public async Task<(ScriptState? State, ApiError? Error)> FindAsync(string name, CancellationToken cancellationToken)
    {
        // The script's own path gives its code; its tag is found on the service.
        var answer = await client.SendAsync(HttpMethod.Get, $"{path}/services/{Uri.EscapeDataString(name)}", content: null, cancellationToken);
        return ScriptAnswers.ToState(
            answer,
            result => result.TryGetProperty("default_environment", out var environment) && environment.TryGetProperty("script", out var script) ? script : result);
    }

    public async Task<ApiError?> UploadAsync(string name, UploadMetadata metadata, IReadOnlyList<WorkerModule> modules, CancellationToken cancellationToken)
    {
        var error = (await client.SendAsync(HttpMethod.Put, Script(name), () => ScriptUpload.Create(metadata, modules), cancellationToken)).Error;

        // Each time: whether a script that is there has its address already is not known, as the call before may have died in between.
        return error is null
            ? (await client.SendAsync(HttpMethod.Post, $"{Script(name)}/subdomain", () => new StringContent("""{"enabled":true}""", Encoding.UTF8, "application/json"), cancellationToken)).Error
            : error;
    }

    public async Task<ApiError?> DeleteAsync(string name, CancellationToken cancellationToken) =>
        ScriptAnswers.AbsenceIsFine((await client.SendAsync(HttpMethod.Delete, $"{Script(name)}?force=true", content: null, cancellationToken)).Error);

    public async Task<(IReadOnlyList<string> Names, ApiError? Error)> ListAsync(string tag, CancellationToken cancellationToken) =>
        ScriptAnswers.ToNames(await client.SendAsync(HttpMethod.Get, $"{path}/scripts?tags={Uri.EscapeDataString(tag)}:yes", content: null, cancellationToken));

    public async Task<ApiError?> CheckAsync(CancellationToken cancellationToken) =>
        (await client.SendAsync(HttpMethod.Get, $"{path}/subdomain", content: null, cancellationToken)).Error;

    private string Script(string name) => $"{path}/scripts/{Uri.EscapeDataString(name)}";
}
