namespace Microsoft.Azure.Functions.Worker.Tests.App;

public sealed class ScopedThing(Gate gate) : IDisposable
{
    public Guid Id { get; } = Guid.NewGuid();

    public void Dispose() => gate.Open($"disposed {Id}");
}
