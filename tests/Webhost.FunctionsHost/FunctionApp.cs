using System.Diagnostics;
using System.Globalization;
using Webhost.FunctionsHost.Protocol;

namespace Webhost.FunctionsHost;

/// <summary>The worker's process with the functions that it has loaded.</summary>
internal sealed class FunctionApp : IDisposable
{
    // The worker must not outlive a host that is killed: its shell ends it once the host's end of the pipe is closed.
    private const string WithHost = """exec 3<&0; dotnet "$@" </dev/null & worker=$!; (cat <&3 >/dev/null; kill -KILL $worker) 2>/dev/null & wait $worker""";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(4);

    private readonly Process process;
    private readonly WorkerChannel channel;
    private readonly string clientSettings;

    private FunctionApp(Process process, WorkerChannel channel, Uri hub)
    {
        this.process = process;
        this.channel = channel;
        clientSettings = $$"""
            {"rpcBaseUrl":"{{hub}}","httpBaseUrl":"{{hub}}","taskHubName":"webhost","connectionName":"AzureWebJobsStorage","requiredQueryStringParameters":"","maxGrpcMessageSizeInBytes":2147483647}
            """;
    }

    public IReadOnlyList<Function> Functions { get; private set; } = [];

    /// <summary>Where the worker serves HTTP.</summary>
    public string HttpAddress { get; private set; } = "";

    /// <summary>Fails when the worker ends before it is stopped.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public static async Task<FunctionApp> StartAsync(string directory, Uri rpc, WorkerChannel channel)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = directory, RedirectStandardInput = true, UseShellExecute = false };
        var port = rpc.Port.ToString(CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "-c", WithHost, "sh", Path.Combine(directory, "Webhost.Functions.dll"), "--host", "127.0.0.1", "--port", port, "--workerId", "worker", "--requestId", "start", "--grpcMaxMessageLength", "2147483647",
            "--functions-uri", rpc.AbsoluteUri, "--functions-worker-id", "worker", "--functions-request-id", "start", "--functions-grpc-max-message-length", "2147483647",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated";
        var worker = Process.Start(start) ?? throw new InvalidOperationException("The worker did not start.");
        var app = new FunctionApp(worker, channel, rpc);
        app.Ended = app.WatchAsync();
        await await Task.WhenAny(app.Ended, app.LoadAsync(directory));
        return app;
    }

    /// <summary>Runs a function with the data of its trigger.</summary>
    public Task<InvocationResponse> InvokeAsync(Function function, TypedData trigger, CancellationToken cancellationToken, string? invocationId = null, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        var request = new InvocationRequest { InvocationId = invocationId ?? Guid.NewGuid().ToString(), FunctionId = function.Id, TraceContext = new RpcTraceContext() };
        request.InputData.Add(new ParameterBinding { Name = function.TriggerName, Data = trigger });
        if (function.ClientName is { } client)
        {
            request.InputData.Add(new ParameterBinding { Name = client, Data = new TypedData { String = clientSettings } });
        }

        foreach (var (name, value) in metadata ?? [])
        {
            request.TriggerMetadata[name] = new TypedData { String = value };
        }

        return channel.InvokeAsync(request, cancellationToken);
    }

    /// <summary>Lets the worker end by itself, and kills it if it does not.</summary>
    public async Task StopAsync()
    {
        channel.Terminate();
        try
        {
            await process.WaitForExitAsync().WaitAsync(StopPatience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private async Task LoadAsync(string directory)
    {
        await channel.Connected.WaitAsync(StartPatience);
        var init = await channel.AskAsync(WorkerChannel.New(message => message.WorkerInitRequest = new WorkerInitRequest
        {
            HostVersion = "4.1040.0",
            FunctionAppDirectory = directory,
            WorkerDirectory = directory,
            Capabilities = { ["HandlesWorkerTerminateMessage"] = "true" },
        }));
        Require(init.WorkerInitResponse.Result, "the worker's start");
        HttpAddress = init.WorkerInitResponse.Capabilities["HttpUri"];
        var metadata = await channel.AskAsync(WorkerChannel.New(message => message.FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = directory }));
        Require(metadata.FunctionMetadataResponse.Result, "the list of functions");
        Functions = [.. metadata.FunctionMetadataResponse.FunctionMetadataResults.Select(found => Function.Of(found, directory))];
        foreach (var function in Functions)
        {
            var loaded = await channel.AskAsync(WorkerChannel.New(message => message.FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.Id, Metadata = function.Metadata }));
            Require(loaded.FunctionLoadResponse.Result, function.Name);
        }
    }

    private async Task WatchAsync()
    {
        await process.WaitForExitAsync();
        throw new InvalidOperationException($"The worker ended with {process.ExitCode}.");
    }

    private static void Require(StatusResult result, string what)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            throw new InvalidOperationException($"{what}: {result.Exception?.Message}");
        }
    }
}
