using Webhost.Local.AgentCore.Http;

namespace Webhost.Local.AgentCore.Admin;

/// <summary>Faults on demand. They are gone with the emulator's end.</summary>
internal sealed class Faults
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];

    /// <summary>How much longer than usual a version takes until it is ready.</summary>
    public TimeSpan ReadyDelay { get; set; }

    public IReadOnlyList<Fault> All
    {
        get
        {
            lock (_lock)
                return [.. _faults];
        }
    }

    public void Add(Fault fault)
    {
        lock (_lock)
            _faults.Add(fault);
    }

    public void Clear()
    {
        lock (_lock)
            _faults.Clear();
        ReadyDelay = TimeSpan.Zero;
    }

    /// <summary>Uses a fault up; null when none waits.</summary>
    public Fault? Take(string kind, string? operation)
    {
        lock (_lock)
        {
            var index = _faults.FindIndex(fault => fault.Kind == kind && (fault.Operation is null || fault.Operation == operation));
            if (index < 0)
                return null;
            var fault = _faults[index];
            if (fault.Times > 1)
                _faults[index] = fault with { Times = fault.Times - 1 };
            else
                _faults.RemoveAt(index);
            return fault;
        }
    }

    /// <summary>Refuses a request that a fault waits for.</summary>
    public void ThrowIfAny(string operation)
    {
        if (Take(Fault.Throttle, operation) is { } throttle)
            throw new AwsException(429, "ThrottlingException", throttle.Message ?? "Rate exceeded");
        if (Take(Fault.RetryableConflict, operation) is { } conflict)
            throw AwsException.RetryableConflict(conflict.Message ?? "The session is being provisioned or torn down. Try again.");
        if (Take(Fault.InternalError, operation) is { } failure)
            throw new AwsException(500, "InternalServerException", failure.Message ?? "An internal error occurred.");
        if (Take(Fault.Quota, operation) is { } quota)
            throw AwsException.Quota(quota.Message ?? "maxVms limit exceeded");
    }
}
