using Microsoft.Extensions.Options;
using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Scripts in a dispatch namespace (Workers for Platforms).</summary>
internal sealed class DispatchNamespaceDriver(CloudflareClient client, IOptions<CloudflareOptions> options) : IScriptDriver
{
    private readonly string path =
        $"/accounts/{Uri.EscapeDataString(options.Value.AccountId)}/workers/dispatch/namespaces/{Uri.EscapeDataString(options.Value.DispatchNamespace)}";

    public async Task<(ScriptState? State, ApiError? Error)> FindAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await client.SendAsync(HttpMethod.Get, Script(name), content: null, cancellationToken);
        return ScriptAnswers.ToState(answer, result => result.TryGetProperty("script", out var script) ? script : result);
    }

    public async Task<ApiError?> UploadAsync(string name, UploadMetadata metadata, IReadOnlyList<WorkerModule> modules, CancellationToken cancellationToken) =>
        (await client.SendAsync(HttpMethod.Put, Script(name), () => ScriptUpload.Create(metadata, modules), cancellationToken)).Error;

    public async Task<ApiError?> DeleteAsync(string name, CancellationToken cancellationToken) =>
        ScriptAnswers.AbsenceIsFine((await client.SendAsync(HttpMethod.Delete, $"{Script(name)}?force=true", content: null, cancellationToken)).Error);

    public async Task<(IReadOnlyList<string> Names, ApiError? Error)> ListAsync(string tag, CancellationToken cancellationToken) =>
        ScriptAnswers.ToNames(await client.SendAsync(HttpMethod.Get, $"{path}/scripts?tags={Uri.EscapeDataString(tag)}:yes", content: null, cancellationToken));

    public async Task<ApiError?> CheckAsync(CancellationToken cancellationToken) =>
        (await client.SendAsync(HttpMethod.Get, path, content: null, cancellationToken)).Error;

    private string Script(string name) => $"{path}/scripts/{Uri.EscapeDataString(name)}";
}
