namespace Microsoft.Azure.Functions.Worker;

/// <summary>Describes a run of a timer.</summary>
public class TimerInfo
{
    /// <summary>The stored status; null when none is stored.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run is late, because no host was there when it was due.</summary>
    public bool IsPastDue { get; set; }
}
