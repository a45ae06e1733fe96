using System.Net.Http.Json;
using Webhost.Local.Cloudflare.Api;
using Webhost.Local.Cloudflare.Runtime;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>Boots an upload in a throw-away workerd, with objects in memory, and asks it what it exports.</summary>
internal sealed class UploadValidator(WorkerdHost host)
{
    public async Task<ApiResult<Validated>> ValidateAsync(WorkerdLaunch launch, CancellationToken cancellationToken)
    {
        var socket = host.Run.NextSocket();
        var config = WorkerdConfig.Validating(launch, socket, host.HeapMegabytes);
        switch (await host.StartAsync(launch.Folder, config, sockets: 1, StartPurpose.Validate, static _ => { }, cancellationToken))
        {
            case WorkerdStart.Listening(var process, var elapsed):
                try
                {
                    return await AskAsync(process, socket, elapsed, cancellationToken);
                }
                finally
                {
                    await process.KillAsync();
                    host.Run.Remove(socket);
                }
            case WorkerdStart.Failed(var output):
                var message = StartError.Clean(output);
                return ApiError.Invalid(message.Length > 0 ? message : "Script startup failed without a message.");
            case WorkerdStart.TimedOut:
                return ApiError.Invalid("Script startup exceeded CPU time limit.");
            default:
                return ApiError.Invalid("Script startup exceeded memory limits.");
        }
    }

    // The script was loaded before the socket listened, so the question itself takes no CPU; a spin in a getter may.
    private async Task<ApiResult<Validated>> AskAsync(WorkerdProcess process, string socket, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(host.StartTimeout, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var answer = ReadExportsAsync(socket, elapsed, both.Token);
        await Task.WhenAny(answer, process.UsesAsync(host.StartupCpuLimit, host.Time, both.Token));
        await both.CancelAsync();
        try
        {
            return await answer;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return ApiError.Invalid("Script startup exceeded CPU time limit.");
        }
    }

    private static async Task<ApiResult<Validated>> ReadExportsAsync(string socket, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        using var client = UnixSocketClient.Create(socket);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://validation/");
        using var response = await client.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            return ApiError.Invalid("The exports of the script could not be read.");
        var exports = await response.Content.ReadFromJsonAsync(ScriptJson.Default.ListExportedName, cancellationToken) ?? [];
        return new Validated(exports, (int)Math.Ceiling(elapsed.TotalMilliseconds));
    }
}
