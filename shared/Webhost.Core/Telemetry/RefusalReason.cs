namespace Webhost.Core.Telemetry;

/// <summary>Why something that was reported is not taken; each is counted on its own (<see cref="TelemetryMeter"/>).</summary>
internal enum RefusalReason
{
    /// <summary>It is not signed by a deployment of ours.</summary>
    Forged,

    /// <summary>The time inside the signed body lies too far from now.</summary>
    Replayed,

    /// <summary>It is too large, also once unpacked.</summary>
    Oversized,

    /// <summary>It can't be read.</summary>
    Malformed,

    /// <summary>It names another deployment or agent than the one that signed.</summary>
    Foreign,

    /// <summary>It lies in the future.</summary>
    Future,

    /// <summary>It comes later than events are waited for.</summary>
    Late,

    /// <summary>A quantity is not a number.</summary>
    NotANumber,

    /// <summary>A quantity is below zero.</summary>
    Negative,

    /// <summary>A quantity is larger than one invocation can use.</summary>
    Overflow,

    /// <summary>It does not stand for exactly one invocation.</summary>
    NotOneInvocation,

    /// <summary>Too much waits to be written already.</summary>
    Overloaded,
}
