namespace Microsoft.Azure.Functions.Worker;

/// <summary>Addresses to watch and steer one instance by.</summary>
public class HttpManagementPayload
{
    /// <summary>The instance's id.</summary>
    public string? Id { get; internal set; }

    /// <summary>DELETE: purges the instance.</summary>
    public string? PurgeHistoryDeleteUri { get; internal set; }

    /// <summary>POST: sends an event; <c>{eventName}</c> stands for its name.</summary>
    public string? SendEventPostUri { get; internal set; }

    /// <summary>GET: the status.</summary>
    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>POST: ends the instance; <c>{text}</c> stands for a reason.</summary>
    public string? TerminatePostUri { get; internal set; }

    /// <summary>POST: pauses the instance; <c>{text}</c> stands for a reason.</summary>
    public string? SuspendPostUri { get; internal set; }

    /// <summary>POST: lets the instance go on; <c>{text}</c> stands for a reason.</summary>
    public string? ResumePostUri { get; internal set; }
}
