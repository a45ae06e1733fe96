using System.Runtime.InteropServices;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Core.Results;

namespace Webhost.Core.AsyncInvocations;

/// <summary>Events of an answer in their order.</summary>
/// <param name="Items">Each with the position after it.</param>
public sealed record RecordedEvents(IReadOnlyList<RecordedEvents.Placed> Items)
{
    /// <summary>They without the one that says how it ended, since that counts only once the invocation's row says so too.</summary>
    internal RecordedEvents WithoutEnd() => Items is [.., { Event.IsLast: true }] ? new RecordedEvents([.. Items.SkipLast(1)]) : this;

    private static readonly Failure Incomplete = new Failure.Unavailable("Not all events of this answer could be kept. Read the whole answer at the invocation itself.", Transient: false);

    /// <summary>They with an end as the invocation's row tells it, whatever was heard of the agent last: it may have ended with its process, or before it began.</summary>
    internal RecordedEvents EndedAs(AsyncInvocationRecord invocation, long position)
    {
        if (Items is [.., { Event: { IsLast: true } last }] && last.Done is not null == (invocation.Status == AsyncInvocationStatus.Succeeded))
        {
            return this;
        }

        var before = WithoutEnd().Items;
        if (before.Count > 0)
        {
            return new RecordedEvents(before);
        }

        var succeeded = invocation.Status == AsyncInvocationStatus.Succeeded;
        var end = succeeded && !invocation.EventsLost
            ? new RecordedEvent { Done = new StreamDone() }
            : new RecordedEvent { Error = new ErrorEnvelope { Error = invocation.Error ?? ErrorBodies.Of(succeeded ? Incomplete : AsyncInvocationRun.Cancelled, invocation.Ids.TraceId) } };
        return new RecordedEvents([new Placed(end, position)]);
    }

    /// <summary>An event and the position after it.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="End">The position.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Placed(RecordedEvent Event, long End);
}
