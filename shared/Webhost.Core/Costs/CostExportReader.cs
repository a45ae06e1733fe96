using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Webhost.Core.Agents;
using Webhost.Core.Csv;

namespace Webhost.Core.Costs;

/// <summary>Reads a cost export in one go, line by line, and sums it by agent and day.</summary>
internal sealed class CostExportReader(ICostStore store, IBilledResources? resources, string provider)
{
    private const int MaximumCells = 2_000_000;
    private const int MaximumCharges = 2_000_000;
    private const int MaximumChargesOfDay = 4_000;
    private const int MaximumGroups = 100_000;
    private const int ShownGroups = 100;

    private readonly Dictionary<(string AgentId, DateOnly Day), decimal> costs = [];
    private readonly Dictionary<(string AgentId, DateOnly Day), Dictionary<string, decimal>> charges = [];
    private readonly Dictionary<(string Service, string Resource), (long Lines, decimal Usd)> unattributed = [];
    private readonly Dictionary<string, bool> known = new(StringComparer.Ordinal);
    private DateOnly? first;
    private DateOnly? last;
    private long lines;
    private int told;

    /// <summary>What it states of agents.</summary>
    public IReadOnlyCollection<StatedCost> Costs => [.. costs.Select(pair => new StatedCost(pair.Key.AgentId, pair.Key.Day, provider, pair.Value)
    {
        Charges = told <= MaximumCharges && charges[pair.Key] is { Count: <= MaximumChargesOfDay } some ? some : null,
    })];

    /// <summary>Reads a file.</summary>
    /// <returns>SHA-256 of its content in hexadecimal.</returns>
    /// <exception cref="InvalidDataException">It is no cost export, or not whole.</exception>
    public async Task<string> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var hashed = new HashingStream(content, hash);
        using var text = new StreamReader(hashed, Encoding.UTF8);
        CostExportFormat? format = null;
        await foreach (var row in CsvReader.ReadAsync(text, cancellationToken))
        {
            if (format is null)
            {
                format = CostExportFormat.Of(row);
                continue;
            }

            lines++;
            await AddAsync(format.Read(row, lines + 1), cancellationToken);
        }

        return format is null ? throw new InvalidDataException("The file is empty.") : Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What an operator may want to know.</summary>
    public CostImportReport ToReport(CostImport import) => new()
    {
        Provider = provider,
        Path = import.Path,
        Outcome = "imported",
        ContentHash = import.ContentHash,
        At = import.At,
        From = first,
        To = last,
        Lines = lines,
        Agents = costs.Keys.Select(key => key.AgentId).Distinct(StringComparer.Ordinal).Count(),
        AttributedUsd = costs.Values.Sum(),
        UnattributedUsd = unattributed.Values.Sum(group => group.Usd),
        Unattributed = [.. unattributed.OrderByDescending(pair => Math.Abs(pair.Value.Usd)).Take(ShownGroups).Select(pair => new UnattributedCost(pair.Key.Service, pair.Key.Resource, pair.Value.Lines, pair.Value.Usd))],
    };

    private async Task AddAsync(CostLine line, CancellationToken cancellationToken)
    {
        first = first is null || line.Day < first ? line.Day : first;
        last = last is null || line.Day > last ? line.Day : last;
        var agentId = line.AgentId ?? resources?.AgentOf(line.Resource);
        if (agentId is not null && await IsKnownAsync(agentId, cancellationToken))
        {
            costs[(agentId, line.Day)] = costs.GetValueOrDefault((agentId, line.Day)) + line.Usd;
            if (costs.Count > MaximumCells)
            {
                throw new InvalidDataException($"The file states more than {MaximumCells} days of agents. Split it.");
            }

            Tell(agentId, line);
            return;
        }

        var key = (line.Service, Resource: agentId ?? line.Resource);
        if (unattributed.Count >= MaximumGroups && !unattributed.ContainsKey(key))
        {
            key = (line.Service, "…");
        }

        var group = unattributed.GetValueOrDefault(key);
        unattributed[key] = (group.Lines + 1, group.Usd + line.Usd);
    }

    private void Tell(string agentId, CostLine line)
    {
        if (told > MaximumCharges)
        {
            return;
        }

        ref var some = ref CollectionsMarshal.GetValueRefOrAddDefault(charges, (agentId, line.Day), out _);
        some ??= new Dictionary<string, decimal>(StringComparer.Ordinal);
        ref var usd = ref CollectionsMarshal.GetValueRefOrAddDefault(some, line.Charge, out var there);
        usd += line.Usd;
        told += there ? 0 : 1;
        if (told > MaximumCharges)
        {
            charges.Clear();
        }
    }

    private async ValueTask<bool> IsKnownAsync(string agentId, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(agentId, out var there))
        {
            known[agentId] = there = AgentId.TryParse(agentId, out _) && await store.IsKnownAsync(agentId, cancellationToken);
        }

        return there;
    }
}
