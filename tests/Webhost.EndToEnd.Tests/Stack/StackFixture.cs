namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>One stack for all tests that need nothing special of it.</summary>
public sealed class StackFixture : SharedStack
{
    protected override Task<LocalStack> StartAsync() => LocalStack.StartAsync();
}
