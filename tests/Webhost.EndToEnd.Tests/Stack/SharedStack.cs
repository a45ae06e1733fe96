namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>A stack that several tests share, with the settings that they need; they keep apart by their own users.</summary>
public abstract class SharedStack : IAsyncLifetime
{
    private LocalStack? stack;

    public LocalStack Stack => stack ?? throw new InvalidOperationException("The stack has not started.");

    public async Task InitializeAsync() => stack = await StartAsync();

    public virtual async Task DisposeAsync()
    {
        if (stack is not null)
        {
            await stack.DisposeAsync();
        }
    }

    /// <summary>A client for a user that no other test has.</summary>
    public Task<ApiClient> NewUserAsync() => Stack.SignInAsync($"user{Guid.NewGuid():n}"[..20]);

    protected abstract Task<LocalStack> StartAsync();
}
