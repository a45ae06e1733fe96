using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Webhost.Bench.Host;

/// <summary>The trivial function.</summary>
public sealed class PingFunction
{
    [Function("Ping")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ping")] HttpRequest request) => Results.Text("pong");
}
