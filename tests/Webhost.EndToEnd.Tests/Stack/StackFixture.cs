namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>One stack for all tests that need nothing special of it; tests keep apart by their own users.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private LocalStack? stack;

    public LocalStack Stack => stack ?? throw new InvalidOperationException("The stack has not started.");

    public async Task InitializeAsync() => stack = await LocalStack.StartAsync();

    public async Task DisposeAsync()
    {
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }
    }

    /// <summary>A client for a user that no other test has.</summary>
    public Task<ApiClient> NewUserAsync() => Stack.SignInAsync($"user{Guid.NewGuid():n}"[..20]);
}
