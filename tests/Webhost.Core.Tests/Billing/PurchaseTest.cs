using Webhost.Core.Tests.Doubles;

namespace Webhost.Core.Tests.Billing;

/// <summary>A test of what is bought, over a core of its own.</summary>
public abstract class PurchaseTest(AzuriteFixture azurite) : IAsyncLifetime
{
    private protected World world = null!;
    private protected Purchases purchases = null!;

    public virtual async Task InitializeAsync()
    {
        world = await World.CreateAsync(azurite);
        purchases = new Purchases(world);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();
}
