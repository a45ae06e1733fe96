using System.Security.Cryptography;
using System.Text;
using Webhost.Contracts.Telemetry;
using Webhost.Core.Caching;
using Webhost.Core.Deployments;
using Webhost.Core.Logs;
using Webhost.Core.Results;

namespace Webhost.Core.Telemetry;

/// <summary>
/// Takes signed reports of workloads (runtime provider interface §8.3): checks the signature over the raw body, the time inside it and every event,
/// and acknowledges only what is written. A repeat is answered as a duplicate.
/// </summary>
public sealed class TelemetryIngestion(IDeploymentStore deployments, ITelemetryStore store, ILogStore logs, WorkloadKeys keys, TimeProvider time)
{
    /// <summary>The largest report in bytes.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private const string SignaturePrefix = "v1=";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly FreshCache<string, DeploymentOwner> owners = new(time, FreshCachePolicy.Immutable);

    /// <summary>Takes a report. Failures: Unauthenticated (deployment, signature), Invalid (form, size, time).</summary>
    public async Task<Result<TelemetryAccepted>> ReceiveAsync(ReadOnlyMemory<byte> body, string? deploymentId, string? signature, CancellationToken cancellationToken)
    {
        // The signature first: it needs no storage, so that nobody else's reports make any work there.
        if (!DeploymentId.TryParse(deploymentId, out _) || !await IsSignedAsync(body, deploymentId, signature, cancellationToken)
            || await OwnerAsync(deploymentId, cancellationToken) is not { } owner)
        {
            return new Failure.Unauthenticated("The report is not signed by a deployment: check X-Telemetry-Deployment-Id and X-Telemetry-Signature.");
        }

        if (!ReportParser.Parse(body).TryGet(out var report, out var failure))
        {
            return failure;
        }

        var now = time.GetUtcNow();
        if (report.SentAt is not { } sent || (now - sent).Duration() > Window)
        {
            return Failure.Invalid.At("sentAt", $"The time inside the signed body must lie within {Window.TotalMinutes:0} minutes of now.");
        }

        return await WriteAsync(report, deploymentId, owner, now, cancellationToken);
    }

    private async Task<TelemetryAccepted> WriteAsync(ParsedReport report, string deploymentId, DeploymentOwner owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var valid = new List<MeteredEvent>();
        var rejected = new List<TelemetryRejection>();
        foreach (var (item, eventId) in report.Events)
        {
            var (metered, reason) = TelemetryCheck.Check(item, deploymentId, owner, now);
            if (metered is not null)
            {
                valid.Add(metered);
            }
            else
            {
                rejected.Add(new TelemetryRejection(eventId, reason!));
            }
        }

        var distinct = valid.DistinctBy(item => item.InvocationId).ToArray();
        var added = distinct.Length == 0 ? [] : await store.AddEventsAsync(distinct, cancellationToken);
        var lines = TelemetryCheck.Lines(report.Logs, deploymentId, now);
        if (lines.Count > 0)
        {
            await logs.AppendAsync(owner.AgentId, lines, cancellationToken);
        }

        var accepted = added.Count(fresh => fresh);
        return new TelemetryAccepted { Accepted = accepted, Duplicates = valid.Count - accepted, Rejected = rejected };
    }

    private async Task<DeploymentOwner?> OwnerAsync(string deploymentId, CancellationToken cancellationToken) =>
        await owners.GetAsync(deploymentId, token => deployments.FindOwnerAsync(deploymentId, token), cancellationToken);

    private async ValueTask<bool> IsSignedAsync(ReadOnlyMemory<byte> body, string deploymentId, string? signature, CancellationToken cancellationToken)
    {
        if (signature is null || !signature.StartsWith(SignaturePrefix, StringComparison.Ordinal) || signature.Length != SignaturePrefix.Length + (2 * SHA256.HashSizeInBytes))
        {
            return false;
        }

        var claimed = new byte[SHA256.HashSizeInBytes];
        if (Convert.FromHexString(signature.AsSpan(SignaturePrefix.Length), claimed, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        var secret = await keys.TelemetrySecretAsync(deploymentId, cancellationToken);
        return CryptographicOperations.FixedTimeEquals(claimed, HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body.Span));
    }
}
