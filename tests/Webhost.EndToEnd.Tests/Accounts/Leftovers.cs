using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Accounts;

/// <summary>What is still there of an account: in tables, blobs, the vault and at the runtimes.</summary>
internal static class Leftovers
{
    // What was done by durable work is remembered for a week without contents, what was received of the payment provider for as long as its retention says.
    private static readonly string[] Passed = ["webhost", "WebhookEvents"];

    /// <summary>Where one of the ids still stands.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(LocalStack stack, string userId, IReadOnlyCollection<string> agentIds)
    {
        string[] ids = [userId, .. agentIds];
        var found = new List<string>();
        var service = new TableServiceClient(stack.StorageConnectionString);
        await foreach (var table in service.QueryAsync())
        {
            if (!Passed.Any(name => table.Name.StartsWith(name, StringComparison.Ordinal)))
            {
                await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>())
                {
                    var text = string.Join('\n', row.Select(column => column.Value).OfType<string>());
                    var isTombstone = table.Name == "Users" && row.RowKey == "removed";
                    found.AddRange(ids.Where(id => !isTombstone && text.Contains(id, StringComparison.Ordinal)).Select(id => $"{table.Name} {row.PartitionKey}/{row.RowKey} names {id}"));
                }
            }
        }

        var blobs = new BlobServiceClient(stack.StorageConnectionString);
        foreach (var container in new[] { "artifacts", "account-exports", "invocations" })
        {
            await foreach (var blob in blobs.GetBlobContainerClient(container).GetBlobsAsync())
            {
                found.AddRange(ids.Where(id => blob.Name.Contains(id, StringComparison.Ordinal)).Select(id => $"{container}/{blob.Name} names {id}"));
            }
        }

        // Both keep a file for each thing; the names of neither may have an underscore.
        foreach (var folder in new[] { Path.Combine("keyvault", "secrets"), Path.Combine("cloudflare", "scripts"), Path.Combine("agentcore", "runtimes") })
        {
            found.AddRange(Files(Path.Combine(stack.StateDirectory, folder)).Where(file => agentIds.Any(id => Mentions(file, id))).Select(file => $"{file} is there"));
        }

        return found;
    }

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories) : [];

    private static bool Mentions(string file, string agentId) => file.Contains(agentId[(agentId.IndexOf('_', StringComparison.Ordinal) + 1)..], StringComparison.OrdinalIgnoreCase);
}
