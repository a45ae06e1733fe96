using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Webhost.Contracts;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Limits;
using Webhost.Contracts.Users;

namespace Webhost.Cli.Tests.Support;

/// <summary>The user, API keys and limits.</summary>
internal sealed class StandInAccount
{
    private static readonly DateTimeOffset Then = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    public StandInAccount(WebApplication app)
    {
        app.MapGet("/v1/me", (HttpContext context) => StandInApi.WriteAsync(
            context, new Me { UserId = "usr_1", Email = "ada@example.com", Name = "Ada", SubscriptionTier = "free", DefaultRuntimeProvider = "cloudflare", CreatedAt = Then }));
        app.MapGet("/v1/limits", (HttpContext context) => StandInApi.WriteAsync(context, new LimitsView
        {
            Tier = "free",
            Period = "2026-11",
            PeriodStart = Then.AddHours(-8),
            PeriodEnd = Then.AddHours(-8).AddMonths(1),
            Limits =
            [
                new LimitState { Name = "requestsPerMonth", Used = 2500, Allowed = 10_000, ResetsAt = Then.AddMonths(1) },
                new LimitState { Name = "spendCapUsd", Used = 1.2345m, Allowed = 5, ResetsAt = Then.AddMonths(1) },
                new LimitState { Name = "agents", Used = 1 },
            ],
        }));
        app.MapPost("/v1/api-keys", async (HttpContext context) =>
        {
            var request = await StandInApi.ReadAsync<CreateApiKeyRequest>(context);
            KeyRequests.Enqueue(request);
            context.Response.StatusCode = 201;
            await StandInApi.WriteAsync(context, new ApiKeyCreated
            {
                Key = "whk_secret",
                ApiKey = new ApiKey { KeyId = "key_1", Name = request.Name!, Prefix = "whk_sec", Scopes = request.Scopes!, AgentId = request.AgentId, CreatedAt = Then, ExpiresAt = request.ExpiresAt },
            });
        });
        app.MapGet("/v1/api-keys", (HttpContext context) => StandInApi.WriteAsync(context, new Page<ApiKey>
        {
            Items = [new ApiKey { KeyId = "key_1", Name = "ci", Prefix = "whk_sec", Scopes = ["read", "deploy"], CreatedAt = Then }],
        }));
        app.MapPost("/v1/api-keys/{id}/rotate", async (HttpContext context, string id) =>
        {
            var request = await StandInApi.ReadAsync<RotateApiKeyRequest>(context);
            RotationRequests.Enqueue((id, request.GraceSeconds));
            await StandInApi.WriteAsync(context, new ApiKeyCreated
            {
                Key = "whk_another",
                ApiKey = new ApiKey
                {
                    KeyId = id,
                    Name = "ci",
                    Prefix = "whk_ano",
                    Scopes = ["read"],
                    CreatedAt = Then,
                    RotationId = "rot_1",
                    RotatedAt = Then,
                    PreviousPrefix = request.GraceSeconds == 0 ? null : "whk_sec",
                    PreviousEndsAt = request.GraceSeconds == 0 ? null : Then.AddHours(1),
                },
            });
        });
        app.MapDelete("/v1/api-keys/{id}", (HttpContext context) =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        });
    }

    public ConcurrentQueue<CreateApiKeyRequest> KeyRequests { get; } = new();

    public ConcurrentQueue<(string KeyId, int? GraceSeconds)> RotationRequests { get; } = new();
}
