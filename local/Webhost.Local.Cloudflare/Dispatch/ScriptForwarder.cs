using Microsoft.AspNetCore.Http;
using Webhost.Local.Cloudflare.Runtime;
using Yarp.ReverseProxy.Forwarder;

namespace Webhost.Local.Cloudflare.Dispatch;

/// <summary>Passes a request to a script's process and streams the answer back as it is written; an abort on either side reaches the other.</summary>
internal sealed class ScriptForwarder(IHttpForwarder forwarder)
{
    // A stream may be silent for as long as it likes: the caller's deadline counts, not ours.
    private static readonly ForwarderRequestConfig Config = new()
    {
        ActivityTimeout = TimeSpan.FromDays(1),
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <param name="context">The request.</param>
    /// <param name="runtime">The script.</param>
    /// <param name="target">Path and query that the script sees, as they came.</param>
    /// <returns>Null when the script's answer was passed on, or begun to be; else why there is none, with the response untouched.</returns>
    public async Task<Fault?> ForwardAsync(HttpContext context, ScriptRuntime runtime, string target)
    {
        var (instance, fault) = await runtime.EnterAsync(context.RequestAborted);
        if (instance is null)
            return fault;
        try
        {
            var transformer = new ScriptTransformer(target, instance.Mark);
            var error = await forwarder.SendAsync(context, "http://script/", instance.Http, Config, transformer, context.RequestAborted);
            if (transformer.Thrown is { } thrown)
                return Fault.Thrown(thrown);
            if (error == ForwarderError.None || context.RequestAborted.IsCancellationRequested)
                return null;
            if (context.Response.HasStarted)
            {
                context.Abort();
                return null;
            }
            return await FaultOfAsync(instance);
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
