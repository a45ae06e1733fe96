using System.Security.Cryptography;
using System.Text;
using Webhost.Contracts.Logs;
using Webhost.Contracts.Telemetry;
using Webhost.Core.Caching;
using Webhost.Core.Deployments;
using Webhost.Core.Logs;
using Webhost.Core.Results;

namespace Webhost.Core.Telemetry;

/// <summary>
/// Takes signed reports of workloads (runtime provider interface §8.3): checks the signature over the body as it was sent, the time inside it and every
/// event, and acknowledges only what is written. A repeat is answered as a duplicate; more than storage keeps up with is asked to come again.
/// </summary>
public sealed class TelemetryIngestion : IDisposable
{
    /// <summary>The largest report in bytes, packed and unpacked.</summary>
    public const int MaximumBytes = 1024 * 1024;

    private const string SignaturePrefix = "v1=";
    private const int CharactersOfOne = 1024;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(2);

    private readonly IDeploymentStore deployments;
    private readonly WorkloadKeys keys;
    private readonly TelemetryMeter meter;
    private readonly TimeProvider time;
    private readonly FreshCache<string, DeploymentOwner> owners;
    private readonly IngestionRoom room;
    private readonly EventCommits commits;

    /// <summary>Takes what it needs.</summary>
    public TelemetryIngestion(IDeploymentStore deployments, ITelemetryStore store, ILogStore logs, WorkloadKeys keys, TelemetryMeter meter, TelemetryOptions options, TimeProvider time)
    {
        this.deployments = deployments;
        this.keys = keys;
        this.meter = meter;
        this.time = time;
        owners = new FreshCache<string, DeploymentOwner>(time, FreshCachePolicy.UntilRemoved);
        room = new IngestionRoom(options.QueueCapacity);
        commits = new EventCommits(store, logs, meter, options, time);
    }

    /// <inheritdoc/>
    public void Dispose() => commits.Dispose();

    /// <summary>Takes a report as it was read, or counts why it could not be. Failures: Unauthenticated (deployment, signature), Invalid (form, size, time), RateLimited (too much waits to be written).</summary>
    public async Task<Result<TelemetryAccepted>> ReceiveAsync(Result<SignedReport> read, CancellationToken cancellationToken)
    {
        if (!read.TryGet(out var report, out var failure))
        {
            return Refuse(failure);
        }

        // The signature first: it needs no storage and no unpacking, so that nobody else's reports make any work.
        if (!DeploymentId.TryParse(report.DeploymentId, out var deploymentId) || !await IsSignedAsync(report, deploymentId.Value, cancellationToken)
            || await OwnerAsync(deploymentId.Value, cancellationToken) is not { } owner)
        {
            meter.RefusedReport(RefusalReason.Forged);
            return new Failure.Unauthenticated("The report is not signed by a deployment: check X-Telemetry-Deployment-Id and X-Telemetry-Signature.");
        }

        if (!ReportBody.Unpack(report.Body, report.ContentEncoding, MaximumBytes).TryGet(out var body, out failure)
            || !ReportParser.Parse(body).TryGet(out var parsed, out failure))
        {
            return Refuse(failure);
        }

        var now = time.GetUtcNow();
        if (parsed.SentAt is not { } sent || (now - sent).Duration() > Window)
        {
            meter.RefusedReport(parsed.SentAt is null ? RefusalReason.Malformed : RefusalReason.Replayed);
            return Failure.Invalid.At("sentAt", $"The time inside the signed body must lie within {Window.TotalMinutes:0} minutes of now.");
        }

        return await TakeAsync(parsed, deploymentId.Value, owner, now, cancellationToken);
    }

    private Failure Refuse(Failure failure)
    {
        meter.RefusedReport(failure is Failure.Invalid { TooLarge: true } ? RefusalReason.Oversized : RefusalReason.Malformed);
        return failure;
    }

    private async Task<Result<TelemetryAccepted>> TakeAsync(ParsedReport report, string deploymentId, DeploymentOwner owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var valid = new List<MeteredEvent>(report.Events.Count);
        var rejected = new List<TelemetryRejection>();
        foreach (var item in report.Events)
        {
            var (metered, refusal) = TelemetryCheck.Check(item, deploymentId, owner, now);
            if (refusal is null)
            {
                valid.Add(metered!);
            }
            else
            {
                meter.RefusedEvent(refusal.Reason);
                rejected.Add(new TelemetryRejection(item.EventId, refusal.Message));
            }
        }

        var lines = TelemetryCheck.Lines(report.Logs, deploymentId, now);
        meter.RefusedLines(report.Logs.Count - lines.Count);
        var size = valid.Sum(item => SizeOf(item.ErrorMessage)) + lines.Sum(line => SizeOf(line.Message) + SizeOf(line.Stack));
        if (size > 0 && !room.TryEnter(owner.AgentId, size))
        {
            meter.RefusedReport(RefusalReason.Overloaded);
            return new Failure.RateLimited("More telemetry waits to be written than there is room for. Send the report again.", ComeAgain);
        }

        var accepted = size == 0 ? 0 : await WriteAsync(owner.AgentId, valid, lines, size).WaitAsync(cancellationToken);
        meter.Took(accepted, valid.Count - accepted);
        return new TelemetryAccepted { Accepted = accepted, Duplicates = valid.Count - accepted, Rejected = rejected };
    }

    // What may wait is bounded by number, and by the texts of which some are long.
    private static int SizeOf(string? text) => 1 + ((text?.Length ?? 0) / CharactersOfOne);

    // Runs on when the reporter leaves, and keeps its room until then.
    private async Task<int> WriteAsync(string agentId, IReadOnlyList<MeteredEvent> events, IReadOnlyList<LogLine> lines, int size)
    {
        try
        {
            return await commits.WriteAsync(agentId, events, lines);
        }
        finally
        {
            room.Leave(agentId, size);
        }
    }

    private async Task<DeploymentOwner?> OwnerAsync(string deploymentId, CancellationToken cancellationToken) =>
        await owners.GetAsync(deploymentId, token => deployments.FindOwnerAsync(deploymentId, token), cancellationToken);

    private async ValueTask<bool> IsSignedAsync(SignedReport report, string deploymentId, CancellationToken cancellationToken)
    {
        if (report.Signature is not { } signature || !signature.StartsWith(SignaturePrefix, StringComparison.Ordinal) || signature.Length != SignaturePrefix.Length + (2 * SHA256.HashSizeInBytes))
        {
            return false;
        }

        var claimed = new byte[SHA256.HashSizeInBytes];
        if (Convert.FromHexString(signature.AsSpan(SignaturePrefix.Length), claimed, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        var secret = await keys.TelemetrySecretAsync(deploymentId, cancellationToken);
        return CryptographicOperations.FixedTimeEquals(claimed, HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), report.Body.Span));
    }
}
