using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Webhost.Functions.Composition;

/// <summary>Sends traces and metrics to whoever runs the installation, by OTLP, where OpenTelemetry's own variables name a collector. Without one nothing listens, and nothing is recorded.</summary>
internal static class OpenTelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "webhost-control-plane";

    // The platform's own, and what the framework tells of itself: the requests that go out, the server, the process.
    private const string OwnSources = "Webhost.*";
    private const string HttpClients = "System.Net.Http";

    public static void AddOpenTelemetryExport(this IServiceCollection services, Settings settings)
    {
        if (settings.OptionalAddress(Endpoint) is null)
        {
            return;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(ServiceName).AddEnvironmentVariableDetector())
            .WithTracing(tracing => tracing.AddSource(OwnSources, HttpClients))
            .WithMetrics(metrics => metrics.AddMeter(OwnSources, HttpClients, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"))
            .UseOtlpExporter();
    }
}
