namespace Microsoft.DurableTask.Tests.Crash;

/// <summary>The tests with processes that die; they mostly wait, so they run beside the others.</summary>
[CollectionDefinition(Name)]
public sealed class CrashCollection : ICollectionFixture<AzuriteFixture>
{
    public const string Name = "crash";
}
