using Microsoft.Azure.Functions.Worker;
using Webhost.Core.Costs;

namespace Webhost.Functions.Costs;

/// <summary>Takes providers' cost exports in that operators have put into storage (docs/costs.md).</summary>
internal sealed class CostImportFunction(CostImports imports)
{
    [Function("ImportCostExports")]
    public Task RunAsync([TimerTrigger("%CostImportSchedule%")] TimerInfo timer, CancellationToken cancellationToken) => imports.RunAsync(cancellationToken);
}
