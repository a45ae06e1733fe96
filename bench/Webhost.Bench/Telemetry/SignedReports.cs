using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Deployments;
using Webhost.Core.Invocation;
using Webhost.Core.Telemetry;

namespace Webhost.Bench.Telemetry;

/// <summary>Writes and signs reports as the shim does, ahead of the measurement.</summary>
internal sealed class SignedReports(WorkloadKeys keys, string agentId)
{
    private readonly string _deploymentId = DeploymentId.New(TimeProvider.System).Value;

    /// <summary>Reports with a number of new events each.</summary>
    public async Task<SignedReport[]> MakeAsync(int reports, int eventsPerReport)
    {
        byte[] secret = Encoding.UTF8.GetBytes(await keys.TelemetrySecretAsync(_deploymentId, CancellationToken.None));
        return [.. Enumerable.Range(0, reports).Select(_ => Make(eventsPerReport, secret))];
    }

    private SignedReport Make(int events, byte[] secret)
    {
        string now = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        IEnumerable<string> items = Enumerable.Range(0, events).Select(number =>
            $$"""{"eventId":"{{InvocationId.New(TimeProvider.System).Value}}","timestamp":"{{now}}","agentId":"{{agentId}}","deploymentId":"{{_deploymentId}}","sessionId":"ses_{{number}}","requests":1,"llmTokens":{{number}},"tokensEstimated":false,"computeMs":12,"toolCalls":1,"errors":0,"traceId":"0af7651916cd43dd8448eb211c80319c","cloudflare":{"durableObjectOps":3} }""");
        byte[] body = Encoding.UTF8.GetBytes($$"""{"sentAt":"{{now}}","events":[{{string.Join(',', items)}}],"logs":[]}""");
        return new(body, ContentEncoding: null, _deploymentId, $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(secret, body))}");
    }
}
