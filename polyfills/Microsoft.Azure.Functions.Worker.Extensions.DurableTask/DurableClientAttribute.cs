using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a parameter of type <c>DurableTaskClient</c>.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; the one in <c>host.json</c> when null.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting with the connection string; the one in <c>host.json</c> when null.</summary>
    public string? ConnectionName { get; set; }
}
