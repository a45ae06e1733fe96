using DurableTask.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Webhost.FunctionsHost;

// Environment: FUNCTIONS_APPLICATION_DIRECTORY, the published app; ASPNETCORE_URLS, where HTTP is served. The worker inherits everything else.
var directory = Environment.GetEnvironmentVariable("FUNCTIONS_APPLICATION_DIRECTORY") ?? throw new InvalidOperationException("FUNCTIONS_APPLICATION_DIRECTORY must name the published Functions app.");
var address = Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? throw new InvalidOperationException("ASPNETCORE_URLS must say where HTTP is served.");
// The worker would take it for its own.
Environment.SetEnvironmentVariable("ASPNETCORE_URLS", null);

using var channel = new WorkerChannel();
await using var rpc = BuildRpc(channel);
await rpc.StartAsync();
using var app = await FunctionApp.StartAsync(directory, new Uri(rpc.Urls.Single()), channel);

await using var front = BuildFront(app, address);
var work = new DurableWork(app, new Uri(rpc.Urls.Single()));
var timers = new Timers(app);
await timers.RunOnceAsync();
await front.StartAsync();
Console.WriteLine($"functions host: {app.Functions.Count} functions at {address}");

var stopping = front.Lifetime.ApplicationStopping;
var first = await Task.WhenAny(app.Ended, work.RunAsync(stopping), timers.RunAsync(stopping), front.WaitForShutdownAsync());
if (!stopping.IsCancellationRequested)
{
    // None of them ends before the host is told to stop, unless it failed.
    await first;
}

await app.StopAsync();

static WebApplication BuildRpc(WorkerChannel channel)
{
    var builder = WebApplication.CreateBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.WebHost.ConfigureKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
    builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = options.MaxSendMessageSize = null);
    builder.Services.AddSingleton(channel);
    var hub = new InMemoryOrchestrationService(null);
    builder.Services.AddSingleton<IOrchestrationService>(hub);
    builder.Services.AddSingleton<IOrchestrationServiceClient>(hub);
    builder.Services.AddSingleton<TaskHubGrpcServer>();
    var rpc = builder.Build();
    rpc.MapGrpcService<WorkerRpc>();
    rpc.MapGrpcService<TaskHubGrpcServer>();
    return rpc;
}

static WebApplication BuildFront(FunctionApp app, string address)
{
    var builder = WebApplication.CreateBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.WebHost.UseUrls(address);
    builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = HttpFront.MaxRequestBodySize);
    builder.Services.AddHttpForwarder();
    var front = builder.Build();
    HttpFront.Map(front, app);
    return front;
}
