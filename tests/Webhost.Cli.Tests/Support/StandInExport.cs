using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Support;

/// <summary>Exports and deletions of the account, each as far along as the next of the states that a test says.</summary>
internal sealed class StandInExport
{
    private static readonly DateTimeOffset Then = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    public StandInExport(WebApplication app)
    {
        app.MapPost("/v1/me/export", (HttpContext context) =>
        {
            context.Response.StatusCode = 202;
            return StandInApi.WriteAsync(context, Of(ExportStatus.Running));
        });
        app.MapGet("/v1/me/export", (HttpContext context) => Exports.TryDequeue(out var status)
            ? StandInApi.WriteAsync(context, Of(status))
            : StandInApi.WriteErrorAsync(context, 404, ErrorCode.NotFound, "There is no export."));
        app.MapGet("/v1/me/export/archive", (HttpContext context) => context.Response.Body.WriteAsync(Archive, context.RequestAborted).AsTask());
        app.MapDelete("/v1/me", async (HttpContext context) =>
        {
            Confirmations.Enqueue((await StandInApi.ReadAsync<DeleteAccountRequest>(context)).Confirmation);
            context.Response.StatusCode = 202;
            await StandInApi.WriteAsync(context, Of(DeletionStep.Requested));
        });
        app.MapGet("/v1/deletions/{id}", (HttpContext context) => StandInApi.WriteAsync(context, Of(Steps.TryDequeue(out var step) ? step : DeletionStep.Done)));
    }

    /// <summary>What the newest export is when it is asked for, one after the other; none after that.</summary>
    public ConcurrentQueue<ExportStatus> Exports { get; } = new();

    /// <summary>Where the deletion stands when it is asked for, one after the other; done after that.</summary>
    public ConcurrentQueue<DeletionStep> Steps { get; } = new();

    /// <summary>What was typed for deletions.</summary>
    public ConcurrentQueue<string?> Confirmations { get; } = new();

    /// <summary>The archive as it is downloaded.</summary>
    public byte[] Archive { get; set; } = [80, 75, 3, 4];

    /// <summary>The archive's size, as it is told.</summary>
    public long Size { get; set; } = 4;

    private AccountExport Of(ExportStatus status) => new()
    {
        ExportId = "exp_1",
        Status = status,
        RequestedAt = Then,
        PartsDone = 1,
        PartsTotal = 4,
        PercentComplete = status is ExportStatus.Ready ? 100 : 25,
        Part = status is ExportStatus.Running ? "agent support" : null,
        SizeBytes = status is ExportStatus.Ready ? Size : null,
        ExpiresAt = status is ExportStatus.Ready ? Then.AddDays(7) : null,
        Error = status is ExportStatus.Failed ? "The archive could not be written." : null,
    };

    private static AccountDeletion Of(DeletionStep step) =>
        new() { DeletionId = "del_1", Step = step, Done = step is DeletionStep.Done, RequestedAt = Then, StatusUrl = "/v1/deletions/del_1" };
}
