using System.Globalization;
using Webhost.Contracts.UsageReports;
using Webhost.Core.Audit;
using Webhost.Core.Identity;
using Webhost.Core.Results;
using Webhost.Core.Users;

namespace Webhost.Core.UsageReports;

/// <summary>Sets the most that a user lets a billing period cost.</summary>
public sealed class SpendCaps(IUserStore store, UserDirectory users, AuditTrail audit)
{
    private const decimal Maximum = 1_000_000m;
    private const int Decimals = 4;
    private const int Attempts = 10;
    private const string None = "none";

    /// <summary>Sets or takes away the cap. Failures: Invalid, Conflict. Idempotent.</summary>
    public Task<Result<SpendCap>> SetAsync(Caller caller, SpendCapRequest request, CancellationToken cancellationToken)
    {
        if (!request.IsGiven)
        {
            return Task.FromResult<Result<SpendCap>>(Failure.Invalid.At("usd", "Name an amount in US dollars, or null for no cap."));
        }

        return request.Usd is < 0 or > Maximum || (request.Usd is { } usd && usd != Math.Round(usd, Decimals))
            ? Task.FromResult<Result<SpendCap>>(Failure.Invalid.At("usd", $"A cap lies between 0 and {Maximum:0} US dollars and has at most {Decimals} decimals."))
            : audit.RecordAsync(caller, begin => SetAsync(caller, request.Usd, begin, cancellationToken), cancellationToken);
    }

    private async Task<Result<SpendCap>> SetAsync(Caller caller, decimal? usd, Func<AuditChange, Task> begin, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var present = await store.FindAsync(caller.UserId, cancellationToken) ?? throw new InvalidOperationException("The caller's user row is gone.");
            if (present.Value.SpendCapUsd == usd)
            {
                return new SpendCap { Usd = usd };
            }

            await begin(AuditChange.OfBilling(AuditActions.SpendCapSet, caller.User.UserId, ("fromUsd", Text(present.Value.SpendCapUsd)), ("toUsd", Text(usd))));
            if (await store.TryUpdateAsync(present with { Value = present.Value with { SpendCapUsd = usd } }, cancellationToken))
            {
                users.Forget(caller.UserId);
                return new SpendCap { Usd = usd };
            }
        }

        return new Failure.Conflict("Your account is being changed by too many callers at once. Try again.");
    }

    private static string Text(decimal? usd) => usd?.ToString(CultureInfo.InvariantCulture) ?? None;
}
