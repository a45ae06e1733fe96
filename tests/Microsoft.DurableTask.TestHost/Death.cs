using System.Diagnostics;

namespace Microsoft.DurableTask.TestHost;

/// <summary>Kills this process, as SIGKILL does, when it comes to a chosen point.</summary>
internal sealed class Death(string point)
{
    /// <summary>Says that a point is reached.</summary>
    public void At(string reached)
    {
        if (!string.Equals(reached, point, StringComparison.Ordinal))
            return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
