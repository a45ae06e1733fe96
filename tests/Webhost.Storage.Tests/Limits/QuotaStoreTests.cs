using Webhost.Core.Limits;
using Webhost.Core.Tests.Limits;

namespace Webhost.Storage.Tests.Limits;

[Collection(StorageCollection.Name)]
public sealed class QuotaStoreTests(StorageFixture storage) : QuotaStoreContract
{
    protected override IQuotaStore Store { get; } = storage.Get<IQuotaStore>();
}
