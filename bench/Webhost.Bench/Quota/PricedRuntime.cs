using System.Reflection;
using Webhost.Core.Providers;

namespace Webhost.Bench.Quota;

/// <summary>A runtime of which only the price is asked.</summary>
internal class PricedRuntime : DispatchProxy
{
    public static IRuntimeProvider New() => Create<IRuntimeProvider, PricedRuntime>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name == nameof(IRuntimeProvider.EstimateCost)
        ? 0.000_001m
        : throw new NotSupportedException($"{targetMethod?.Name} is not part of the benchmark.");
}
