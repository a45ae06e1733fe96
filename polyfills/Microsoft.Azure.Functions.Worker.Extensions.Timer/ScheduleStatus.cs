namespace Microsoft.Azure.Functions.Worker;

/// <summary>The stored status of a timer. All times are UTC.</summary>
public class ScheduleStatus
{
    /// <summary>The last run; the default value when there was none.</summary>
    public DateTime Last { get; set; }

    /// <summary>The next run that is expected.</summary>
    public DateTime Next { get; set; }

    /// <summary>When this status was stored.</summary>
    public DateTime LastUpdated { get; set; }
}
