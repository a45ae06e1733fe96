using System.Security.Cryptography;
using Azure;
using Azure.Data.Tables;

namespace Microsoft.DurableTask.Worker.Storage;

/// <summary>The random key in the management addresses: made once for a task hub, shared by all its processes.</summary>
internal static class WebhookKey
{
    private const int Bytes = 32;
    private const string Value = "Value";

    /// <summary>The key.</summary>
    public static async Task<string> GetOrCreateAsync(TableClient table, CancellationToken cancellationToken)
    {
        while (true)
        {
            var row = await table.GetEntityIfExistsAsync<TableEntity>(Keys.Host, Keys.WebhookKey, cancellationToken: cancellationToken);
            if (row.HasValue)
                return row.Value!.GetString(Value);
            var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
            try
            {
                await table.AddEntityAsync(new TableEntity(Keys.Host, Keys.WebhookKey) { [Value] = key }, cancellationToken);
                return key;
            }
            catch (RequestFailedException exception) when (exception.Status == 409)
            {
                // Another process was faster: take its key.
            }
        }
    }
}
