using Webhost.Core.Limits;

namespace Webhost.Core.Tests.Limits;

/// <summary>The store that other tests stand on keeps the same contract as the real one.</summary>
public sealed class MemoryQuotaStoreTests : QuotaStoreContract
{
    protected override IQuotaStore Store { get; } = new MemoryQuotaStore();
}
