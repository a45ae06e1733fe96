using System.Net.Http.Json;
using Webhost.Local.Cloudflare.Api;
using Webhost.Local.Cloudflare.Runtime;
using Webhost.Local.Cloudflare.Scripts;

namespace Webhost.Local.Cloudflare.Uploads;

/// <summary>Boots an upload in a throw-away workerd, with objects in memory, and asks it what it exports.</summary>
internal sealed class UploadValidator(WorkerdHost host)
{
    // The script was loaded before the socket listened, so the question itself takes no time; a spin in a getter may.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    public async Task<ApiResult<Validated>> ValidateAsync(WorkerdLaunch launch, CancellationToken cancellationToken)
    {
        var socket = host.Run.NextSocket();
        var config = WorkerdConfig.Validating(launch, socket, host.HeapMegabytes);
        switch (await host.StartAsync(launch.Folder, config, sockets: 1, StartPurpose.Validate, static _ => { }, cancellationToken))
        {
            case WorkerdStart.Listening(var process, var elapsed):
                try
                {
                    return await AskAsync(socket, elapsed, cancellationToken);
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

    private async Task<ApiResult<Validated>> AskAsync(string socket, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(AnswerTimeout, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var client = UnixSocketClient.Create(socket);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://validation/");
        try
        {
            using var response = await client.SendAsync(request, both.Token);
            if (!response.IsSuccessStatusCode)
                return ApiError.Invalid("The exports of the script could not be read.");
            var exports = await response.Content.ReadFromJsonAsync(ScriptJson.Default.ListExportedName, both.Token) ?? [];
            return new Validated(exports, (int)Math.Ceiling(elapsed.TotalMilliseconds));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return ApiError.Invalid("Script startup exceeded CPU time limit.");
        }
    }
}
