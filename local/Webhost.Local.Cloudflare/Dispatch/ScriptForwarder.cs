using Microsoft.AspNetCore.Http;
using Webhost.Local.Cloudflare.Runtime;
using Yarp.ReverseProxy.Forwarder;

namespace Webhost.Local.Cloudflare.Dispatch;

/// <summary>Passes a request to a script's process and streams the answer back as it is written; an abort on either side reaches the other.</summary>
internal sealed class ScriptForwarder(IHttpForwarder forwarder)
{
    private const int Attempts = 3;

    // A stream may be silent for as long as it likes: the caller's deadline counts, not ours.
    public static readonly ForwarderRequestConfig Config = new()
    {
        ActivityTimeout = TimeSpan.FromDays(1),
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <param name="context">The request.</param>
    /// <param name="runtime">The script.</param>
    /// <param name="target">Path and query that the script sees, as they came.</param>
    /// <param name="door">Where in the script's process: at the script itself, or at the dispatcher before it.</param>
    /// <returns>Null when the script's answer was passed on, or begun to be; else why there is none, with the response untouched.</returns>
    public async Task<Fault?> ForwardAsync(HttpContext context, ScriptRuntime runtime, string target, Func<ScriptInstance, HttpMessageInvoker> door)
    {
        try
        {
            // A process may end between the moment it is chosen and the moment it is reached. Nothing was sent then, so another one can serve.
            for (var attempt = 1; ; attempt++)
            {
                var (fault, reached) = await TryForwardAsync(context, runtime, target, door);
                if (reached || attempt == Attempts)
                    return fault;
                context.Response.Clear();
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<(Fault? Fault, bool Reached)> TryForwardAsync(HttpContext context, ScriptRuntime runtime, string target, Func<ScriptInstance, HttpMessageInvoker> door)
    {
        var (instance, fault) = await runtime.EnterAsync(context.RequestAborted);
        if (instance is null)
            return (fault, true);
        try
        {
            var transformer = new ScriptTransformer(target, instance.Mark);
            var error = await forwarder.SendAsync(context, "http://script/", door(instance), Config, transformer, context.RequestAborted);
            if (transformer.Thrown is { } thrown)
                return (Fault.Thrown(thrown), true);
            if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
                return (null, true);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return (null, true);
            }
            var connected = context.GetForwarderErrorFeature()?.Exception is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
            return (await FaultOfAsync(instance), connected);
        }
        finally
        {
            instance.Leave();
        }
    }

    /// <summary>A broken connection mostly means that the process is just ending: its end tells the reason.</summary>
    private static async Task<Fault> FaultOfAsync(ScriptInstance instance)
    {
        await Task.WhenAny(instance.Process.Ended, Task.Delay(TimeSpan.FromMilliseconds(250)));
        if (instance.Process.OutOfMemory)
            return Fault.ExceededMemory;
        return instance.Fault ?? Fault.Lost;
    }
}
