using System.Diagnostics.CodeAnalysis;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>The entry to an application of Azure Functions.</summary>
[SuppressMessage("Design", "CA1052", Justification = "The official class is not static.")]
public class FunctionsApplication
{
    /// <summary>A builder with the worker's defaults.</summary>
    /// <param name="args">The command line.</param>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}
