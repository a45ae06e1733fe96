using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Webhost.Cli.Tests.Support;

/// <summary>An OpenID provider with the device flow, whose refresh tokens are good for one use, as a careful provider's are.</summary>
internal sealed class StandInIdentity : IAsyncDisposable
{
    /// <summary>Said of <see cref="Before"/>: the connection breaks instead of an answer.</summary>
    public const string ConnectionLost = "connection_lost";

    private readonly WebApplication app;
    private readonly StandInApi api;
    private int tokens;

    private StandInIdentity(StandInApi api)
    {
        this.api = api;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/.well-known/openid-configuration", () => Results.Text(
            $$"""{"issuer":"{{Issuer}}","device_authorization_endpoint":"{{Issuer}}/device/auth","token_endpoint":"{{Issuer}}/token","revocation_endpoint":"{{Issuer}}/revoke"}""", "application/json"));
        app.MapPost("/device/auth", async (HttpRequest request) =>
        {
            Forms.Enqueue(Flatten(await request.ReadFormAsync()));
            return Results.Text(
                $$"""{"device_code":"dc","user_code":"ABCD-EFGH","verification_uri":"{{Issuer}}/device","verification_uri_complete":"{{Issuer}}/device?user_code=ABCD-EFGH","expires_in":60,"interval":0.01}""", "application/json");
        });
        app.MapPost("/token", async (HttpContext context, HttpRequest request) => Token(context, await request.ReadFormAsync()));
        app.MapPost("/revoke", async (HttpRequest request) =>
        {
            Revoked.Enqueue((await request.ReadFormAsync())["token"].ToString());
            return Results.Ok();
        });
    }

    public Uri Address => new(app.Urls.First());

    /// <summary>Who it says it is; its address unless a test says otherwise.</summary>
    public string Issuer { get => field ?? Address.AbsoluteUri.TrimEnd('/'); set; }

    /// <summary>Every form that was posted, as <c>name=value&amp;…</c>.</summary>
    public ConcurrentQueue<string> Forms { get; } = new();

    public ConcurrentQueue<string> Revoked { get; } = new();

    /// <summary>What the token endpoint says before the user has finished.</summary>
    public ConcurrentQueue<string> Before { get; } = new(["authorization_pending", "authorization_pending"]);

    /// <summary>How long access tokens live, in seconds.</summary>
    public int Lifetime { get; set; } = 3600;

    /// <summary>The one refresh token that is good.</summary>
    public string RefreshToken => $"refresh-{tokens}";

    public static async Task<StandInIdentity> StartAsync(StandInApi api)
    {
        var identity = new StandInIdentity(api);
        await identity.app.StartAsync();
        return identity;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }

    private IResult Token(HttpContext context, IFormCollection form)
    {
        Forms.Enqueue(Flatten(form));
        if (form["grant_type"] == "refresh_token")
        {
            return form["refresh_token"] == RefreshToken ? Issue() : Refuse("invalid_grant");
        }

        if (!Before.TryDequeue(out var error))
        {
            return Issue();
        }

        if (error is ConnectionLost)
        {
            context.Abort();
        }

        return Refuse(error);
    }

    private IResult Issue()
    {
        var number = Interlocked.Increment(ref tokens);
        api.Tokens[$"access-{number}"] = true;
        return Results.Text($$"""{"access_token":"access-{{number}}","refresh_token":"refresh-{{number}}","token_type":"Bearer","expires_in":{{Lifetime}}}""", "application/json");
    }

    private static IResult Refuse(string error) => Results.Text($$"""{"error":"{{error}}"}""", "application/json", statusCode: 400);

    private static string Flatten(IFormCollection form) => string.Join('&', form.Select(pair => $"{pair.Key}={pair.Value}"));
}
