using FsCheck;
using FsCheck.Fluent;
using Webhost.Contracts.Billing;
using Webhost.Core.Billing;
using Webhost.Core.Telemetry;
using Webhost.Core.Tests.Doubles;
using Webhost.Core.Users;

namespace Webhost.Core.Tests.Billing;

/// <summary>Generated lives of a subscription that is metered at times, is tried first or not, and renews on.</summary>
public sealed class MeteredSpanTests
{
    private const int Histories = 1000;
    private const int Periods = 4;

    [Fact]
    public void An_hour_is_billed_once_and_none_that_was_begun_under_another_plan()
    {
        var lives =
            from trialDays in Gen.Elements(0, 0, 7)
            from metered in Gen.Elements(true, false)
            from turns in Gen.Choose(-27 * 24 * 60, 27 * 24 * 60).ListOf(Periods)
            select (trialDays, metered, turns);
        foreach (var (trialDays, startsMetered, changes) in lives.Sample(Histories, 50))
        {
            var began = Said.Start.AddDays(trialDays);
            var user = Some.Caller().User with { BillingAnchor = began, BillingSince = MetricHour.Floor(Said.Start) };
            var present = Said.At(0, trialDays > 0 ? SubscriptionStatus.OnTrial : SubscriptionStatus.Active) with { UsageBased = startsMetered, TrialEndsAt = trialDays > 0 ? began : null, RenewsAt = trialDays > 0 ? began : began.AddMonths(1), BillingDay = began.Day };
            var record = Said.Record(present);
            (MeteredSpan Span, bool ToTheEnd)? last = null;
            for (var month = 0; month < Periods; month++)
            {
                var (start, end) = (began.AddMonths(month), began.AddMonths(month + 1));
                Tell(present with { Status = SubscriptionStatus.Active, RenewsAt = end, UpdatedAt = start.AddSeconds(1) });
                var (through, since) = (present.UsageBased, present.UsageBased ? start : (DateTimeOffset?)null);
                if (changes[month] is > 0 and var minutes)
                {
                    Tell(present with { UsageBased = !present.UsageBased, UpdatedAt = start.AddMinutes(minutes) });
                    (through, since) = (false, present.UsageBased ? present.UpdatedAt : null);
                }

                if (since is { } from)
                {
                    var span = MeteredSpan.Of(record, user, end, ending: false);

                    Assert.Equal(MetricHour.Floor(end), span.End);
                    Assert.Equal(through && month > 0 && last is { ToTheEnd: true } ? last.Value.Span.End : MetricHour.Ceiling(from), span.Start);
                    last = (span, ToTheEnd: true);
                }
                else
                {
                    last = null;
                }
            }

            void Tell(SubscriptionFacts said) => record = record.With(present = said).Record;
        }
    }
}
