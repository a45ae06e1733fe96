using Webhost.Core.Users;

namespace Webhost.Core.UsageReports;

/// <summary>Reads what a user used, as far as it is rolled up.</summary>
public interface IUsageCells
{
    /// <summary>The sums of whole hours in a window by day, agent and runtime; removed agents count.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="start">Inclusive, a whole hour.</param>
    /// <param name="end">Exclusive, a whole hour.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<UsageCell>> ReadAsync(UserId userId, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken);
}
