using Webhost.Core.Billing;

namespace Webhost.Core.Tests.Billing;

public sealed class OrderRecordTests
{
    [Fact]
    public void Of_two_statements_for_one_moment_the_refund_counts_whichever_came_first()
    {
        OrderFacts[] said = [Said.Order(5), Said.Order(5) with { RefundedAt = Said.Start }, Said.Order(5, refunded: true), Said.Order(2, refunded: true)];

        foreach (var order in new[] { said, [.. said.Reverse()], [said[2], said[0], said[3], said[1]], [said[1], said[2], said[0], said[3]] })
        {
            Assert.Equal(said[2], order.Aggregate(new OrderRecord { OrderId = "order-1" }, (record, facts) => record.With(facts)).Facts);
        }
    }
}
