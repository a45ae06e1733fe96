using System.Globalization;
using Webhost.Local.Ports;
using Webhost.Local.Processes;

namespace Webhost.Local.Parts;

/// <summary>Blob, queue and table storage: Azurite with the development account's name and a key of this machine's own.</summary>
internal sealed class AzuriteService(ServiceContext context) : ProcessService(context, "storage")
{
    private const string Account = "devstoreaccount1";

    // When its parent was killed nobody reads what it says: saying goodbye must not end it before it has saved.
    private const string OutputMayBeGone = "data:text/javascript,for (const output of [process.stdout, process.stderr]) output.on('error', () => {});";

    public override IReadOnlyList<PortClaim> Ports =>
    [
        new("blob storage", Context.Settings.Ports.Blob, "Local__Ports__Blob"),
        new("queue storage", Context.Settings.Ports.Queue, "Local__Ports__Queue"),
        new("table storage", Context.Settings.Ports.Table, "Local__Ports__Table"),
    ];

    public override string? Address => null;

    // Its index is in memory; besides at its end it is saved every five seconds.
    public override bool SavesAtItsEnd => true;

    public override IReadOnlyDictionary<string, string> ControlPlaneSettings
    {
        get
        {
            var connection = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Context.Secrets.StorageKey};BlobEndpoint={Endpoint(Context.Settings.Ports.Blob)};"
                + $"QueueEndpoint={Endpoint(Context.Settings.Ports.Queue)};TableEndpoint={Endpoint(Context.Settings.Ports.Table)};";
            return new Dictionary<string, string>(StringComparer.Ordinal) { ["AzureWebJobsStorage"] = connection, ["Storage__ConnectionString"] = connection };
        }
    }

    protected override ChildCommand Command() => new()
    {
        Program = "node",
        Arguments =
        [
            "--import", OutputMayBeGone,
            Context.NodeModule("azurite/dist/src/azurite.js"),
            "--location", Context.State.Azurite,
            "--blobHost", "127.0.0.1", "--blobPort", Text(Context.Settings.Ports.Blob),
            "--queueHost", "127.0.0.1", "--queuePort", Text(Context.Settings.Ports.Queue),
            "--tableHost", "127.0.0.1", "--tablePort", Text(Context.Settings.Ports.Table),
            "--silent", "--skipApiVersionCheck", "--disableTelemetry",
        ],
        WorkingDirectory = Context.State.Azurite,

        // In place of the accounts that it knows by itself.
        Environment = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["AZURITE_ACCOUNTS"] = $"{Account}:{Context.Secrets.StorageKey}" },
    };

    protected override async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        foreach (var claim in Ports)
        {
            if (await Readiness.AnswersAsync(Endpoint(claim.Port), cancellationToken) is not null)
                return claim.Service;
        }

        return null;
    }

    // Its own start and stop messages say no more than the stack's.
    protected override bool IsWorthShowing(string line) => !line.StartsWith("Azurite ", StringComparison.Ordinal);

    private static Uri Endpoint(int port) => new($"http://127.0.0.1:{port}/{Account}");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
