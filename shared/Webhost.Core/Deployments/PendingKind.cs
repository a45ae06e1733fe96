using System.Text.Json.Serialization;

namespace Webhost.Core.Deployments;

/// <summary>The kinds of orchestrations.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PendingKind>))]
public enum PendingKind
{
    /// <summary>A deployment.</summary>
    Deploy,

    /// <summary>A roll-back.</summary>
    RollBack,

    /// <summary>The removal of an agent.</summary>
    Remove,

    /// <summary>Handing secrets to the running deployment; no orchestration does it, and a crash only lets the agent go.</summary>
    Refresh,

    /// <summary>Undoing what a failed deployment published, or a failed roll-back left at the runtime, after it could not be undone at once; no orchestration does it.</summary>
    Undo,

    /// <summary>The export of an account.</summary>
    Export,

    /// <summary>The deletion of an account.</summary>
    DeleteAccount,

    /// <summary>An asynchronous invocation.</summary>
    Invoke,

    /// <summary>The making of a clone; no orchestration does it, and what a crash leaves of one that is not there is taken back.</summary>
    Clone,
}
