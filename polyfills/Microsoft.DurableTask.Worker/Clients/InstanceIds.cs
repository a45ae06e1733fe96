namespace Microsoft.DurableTask.Worker.Clients;

/// <summary>The rules for ids that clients choose.</summary>
internal static class InstanceIds
{
    private const int Longest = 100;

    /// <summary>Throws unless an id may be used.</summary>
    /// <exception cref="ArgumentException">It may not.</exception>
    public static void Check(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (instanceId[0] == '@')
            throw new ArgumentException("Instance ids must not begin with '@'.", nameof(instanceId));
        if (instanceId.Length > Longest)
            throw new ArgumentException($"Instance ids must not be longer than {Longest} characters.", nameof(instanceId));
        if (instanceId.Any(static character => character is '/' or '\\' or '#' or '?' || char.IsControl(character)))
            throw new ArgumentException("Instance ids must not contain /, \\, #, ? or control characters.", nameof(instanceId));
    }
}
