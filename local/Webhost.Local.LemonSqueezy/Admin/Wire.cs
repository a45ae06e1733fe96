using System.Text.Json.Serialization;

namespace Webhost.Local.LemonSqueezy.Admin;

/// <summary>How the clock is to be moved. The parts of a step add up; <see cref="To"/> stands alone.</summary>
internal sealed record WireClockMove
{
    public int Months { get; init; }

    public int Days { get; init; }

    public int Hours { get; init; }

    public int Minutes { get; init; }

    public int Seconds { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>Stops the clock, or lets it run.</summary>
    public bool? Stopped { get; init; }
}

/// <summary>The clock, and what it will bring.</summary>
internal sealed record WireClock(DateTimeOffset Now, bool Stopped, IReadOnlyList<WireDue> Next);

/// <summary>Something that will happen.</summary>
internal sealed record WireDue(DateTimeOffset At, string Type, long Id, string What);

/// <summary>A payment without a browser.</summary>
internal sealed record WirePayment
{
    public required string Email { get; init; }

    public string? Name { get; init; }

    /// <summary>A test card; without it one that is charged.</summary>
    public string? CardNumber { get; init; }
}

/// <summary>What a payment made.</summary>
internal sealed record WirePaid(long OrderId, long SubscriptionId, string? RedirectUrl);

/// <summary>Switches on a subscription.</summary>
internal sealed record WirePayments
{
    /// <summary>Whether charges fail from now on, whatever the card.</summary>
    public required bool Decline { get; init; }
}

/// <summary>A fault for events to come.</summary>
internal sealed record WireFault
{
    public long Id { get; init; }

    public required string Fault { get; init; }

    public string? Event { get; init; }

    public int? Times { get; init; }

    /// <summary>For <c>delay</c>.</summary>
    public int? Seconds { get; init; }

    /// <summary>For <c>duplicate</c>: how many more; without it one.</summary>
    public int? Copies { get; init; }
}

/// <summary>Sends an event once more.</summary>
internal sealed record WireResend
{
    /// <summary>Without it one.</summary>
    public int? Copies { get; init; }

    public int DelaySeconds { get; init; }
}

/// <summary>Lets go of what is held.</summary>
internal sealed record WireRelease
{
    /// <summary><c>first</c> (the first comes first; also without it), <c>last</c> or <c>random</c>.</summary>
    public string? Order { get; init; }

    public int Seed { get; init; }
}

/// <summary>A storm of copies.</summary>
internal sealed record WireStorm
{
    /// <summary>The events; without them the newest <see cref="Last"/>.</summary>
    public IReadOnlyList<long>? EventIds { get; init; }

    /// <summary>Without it ten, as for the copies and connections.</summary>
    public int? Last { get; init; }

    public int? Copies { get; init; }

    public int? Connections { get; init; }

    public int Seed { get; init; }
}

/// <summary>How a storm was answered: how many copies by status.</summary>
internal sealed record WireStormReport(int Sent, IReadOnlyDictionary<string, int> Answers);

/// <summary>An event.</summary>
internal sealed record WireEvent(long Id, string Event, string ResourceType, long ResourceId, DateTimeOffset At, string Body);

/// <summary>A line of the delivery log.</summary>
internal sealed record WireAttempt(long Id, long EventId, string Event, string Url, int Attempt, string Cause, string Outcome, int? Status, string? Error, DateTimeOffset At);

/// <summary>A delivery that is still to be made.</summary>
internal sealed record WireQueued(long Id, long EventId, string Event, int Attempt, DateTimeOffset DueAt, string Cause, bool Held);

/// <summary>A list.</summary>
internal sealed record WireList<T>(IReadOnlyList<T> Items);

/// <summary>Why a request was refused.</summary>
internal sealed record WireError(string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WireClock))]
[JsonSerializable(typeof(WireClockMove))]
[JsonSerializable(typeof(WirePayment))]
[JsonSerializable(typeof(WirePaid))]
[JsonSerializable(typeof(WirePayments))]
[JsonSerializable(typeof(WireFault))]
[JsonSerializable(typeof(WireResend))]
[JsonSerializable(typeof(WireRelease))]
[JsonSerializable(typeof(WireStorm))]
[JsonSerializable(typeof(WireStormReport))]
[JsonSerializable(typeof(WireList<WireEvent>))]
[JsonSerializable(typeof(WireList<WireAttempt>))]
[JsonSerializable(typeof(WireList<WireQueued>))]
[JsonSerializable(typeof(WireList<WireFault>))]
[JsonSerializable(typeof(WireError))]
internal sealed partial class WireJson : JsonSerializerContext;
