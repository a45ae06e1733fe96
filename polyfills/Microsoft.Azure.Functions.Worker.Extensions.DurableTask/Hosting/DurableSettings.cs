using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.DurableTask.Worker.Engine;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Hosting;

/// <summary>
/// What <c>extensions.durableTask</c> of <c>host.json</c> says. A setting named <c>AzureFunctionsJobHost__extensions__durableTask__…</c> overrides it,
/// as on the real host, and <c>%Name%</c> stands for the setting of that name.
/// </summary>
internal sealed partial class DurableSettings(HostJson hostJson, IConfiguration configuration)
{
    private const string OverridePrefix = "AzureFunctionsJobHost:extensions:durableTask:";
    private const string DefaultHubName = "TestHubName";
    private const string DefaultConnectionName = "AzureWebJobsStorage";

    private readonly JsonElement? _section = hostJson.Extension("durableTask");

    /// <summary>The task hub: which table holds the instances.</summary>
    /// <exception cref="InvalidOperationException">The name cannot be a table's.</exception>
    public string HubName
    {
        get
        {
            var name = Text("hubName") ?? configuration["WEBSITE_SITE_NAME"]?.Replace("-", "", StringComparison.Ordinal) ?? DefaultHubName;
            return ValidHubName().IsMatch(name)
                ? name
                : throw new InvalidOperationException($"The task hub name '{name}' must be 3 to 45 letters and digits and begin with a letter (host.json, extensions.durableTask.hubName).");
        }
    }

    /// <summary>The setting that holds the connection string.</summary>
    public string ConnectionName => Text("storageProvider:connectionName") ?? Text("storageProvider:connectionStringName") ?? DefaultConnectionName;

    /// <summary>The connection string.</summary>
    /// <exception cref="InvalidOperationException">It is missing.</exception>
    public string ConnectionString => configuration[ConnectionName] is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"The setting '{ConnectionName}' is missing: the durable functions keep their state in that storage account.");

    /// <summary>How orchestrations are run.</summary>
    public WorkerSettings Worker
    {
        get
        {
            WorkerSettings defaults = new() { DrainTime = WorkerHostedService.DrainTime(configuration) };
            return defaults with
            {
                MaxConcurrentActivities = Number("maxConcurrentActivityFunctions") ?? defaults.MaxConcurrentActivities,
                MaxConcurrentOrchestrators = Number("maxConcurrentOrchestratorFunctions") ?? defaults.MaxConcurrentOrchestrators,
            };
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,44}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ValidHubName();

    private int? Number(string path)
    {
        if (Text(path) is not { } text)
            return null;
        return int.TryParse(text, out var number) && number > 0
            ? number
            : throw new InvalidOperationException($"host.json: extensions.durableTask.{path} '{text}' is not a positive number.");
    }

    private string? Text(string path)
    {
        var text = configuration[OverridePrefix + path] is { Length: > 0 } overriding ? overriding : Read(path);
        return text is ['%', .. var name, '%'] ? configuration[name] : text;
    }

    private string? Read(string path)
    {
        var element = _section;
        foreach (var name in path.Split(':'))
        {
            element = element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var child) ? child : null;
        }

        return element?.ValueKind switch
        {
            JsonValueKind.String => element.Value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => element.Value.GetRawText(),
            _ => null,
        };
    }
}
