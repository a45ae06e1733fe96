using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Webhost.Local.Dashboard;
using Webhost.Local.Output;
using Webhost.Local.Ports;

namespace Webhost.Local.Parts;

/// <summary>The built dashboard, served inside this process as Azure Static Web Apps would, with a configuration that names this stack.</summary>
internal sealed class DashboardService(ServiceContext context) : ILocalService
{
    private const string ClientId = "webhost-dashboard";
    private const string RuntimeConfig = "/config.json";
    private const int LargestRequestBytes = 16 * 1024;

    private WebApplication? _application;

    public string Name => "dashboard";

    public IReadOnlyList<PortClaim> Ports => [new(Name, context.Settings.Ports.Dashboard, "Local__Ports__Dashboard")];

    public string Address => $"http://127.0.0.1:{context.Settings.Ports.Dashboard}";

    public string? WaitingFor => null;

    public IReadOnlyDictionary<string, string> ControlPlaneSettings => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Cors__AllowedOrigins"] = Address,
        ["Billing__ReturnUrl"] = $"{Address}/billing?paid=yes",
    };

    private string Authority => context.Settings.Chosen("Oidc__Authority") ?? $"http://127.0.0.1:{context.Settings.Ports.Identity}";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var config = Configuration();
        var files = new StaticFiles(Path.Combine(context.Root, "dashboard", "dist"), config.MimeTypes);
        if (files.AreThere)
            files.Prepare();
        else
            context.Terminal.Say("the dashboard is not built: './dev up' builds it");
        var app = new StaticWebApp(config, files, RuntimeConfig, RuntimeConfigFile());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(new TerminalLoggerFactory(context.Terminal, Name, LogLevel.Warning)).AddLogging();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequestBytes;
            kestrel.Listen(IPAddress.Loopback, context.Settings.Ports.Dashboard);
        });
        _application = builder.Build();
        _application.Run(app.AnswerAsync);
        await _application.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application is not null)
        {
            await _application.StopAsync(cancellationToken);
            await _application.DisposeAsync();
        }
    }

    private StaticWebAppConfig Configuration()
    {
        var file = Path.Combine(context.Root, "dashboard", "staticwebapp.config.json");
        try
        {
            return StaticWebAppConfig.Parse(File.ReadAllText(ServiceContext.Required(file, "the clone of the repository is not complete")), OriginOf(context.PublicBaseUrl), OriginOf(Authority));
        }
        catch (JsonException exception)
        {
            throw new StartException($"{file} can't be read: {exception.Message}", exception);
        }
    }

    private StaticFile RuntimeConfigFile() => new(
        JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["apiBaseUrl"] = context.PublicBaseUrl.TrimEnd('/'),
            ["oidcAuthority"] = Authority,
            ["oidcClientId"] = ClientId,
        }),
        "application/json");

    private static string OriginOf(string address) => new Uri(address).GetLeftPart(UriPartial.Authority);
}
