namespace Webhost.Local.Cloudflare.Runtime;

/// <summary>Why a script did not answer. The message is the one that a dispatcher's <c>fetch</c> throws at Cloudflare.</summary>
/// <param name="Status">The status that a caller without a dispatcher gets.</param>
/// <param name="Code">Cloudflare's number for the error page.</param>
/// <param name="Message">The message of the thrown error.</param>
internal sealed record Fault(int Status, int Code, string Message)
{
    public static readonly Fault NotFound = new(404, 1042, "Worker not found.");
    public static readonly Fault ExceededCpu = new(503, 1102, "Worker exceeded CPU time limit.");
    public static readonly Fault ExceededMemory = new(503, 1102, "Worker exceeded memory limit.");
    public static readonly Fault Lost = new(502, 1101, "Network connection lost.");

    public static Fault Thrown(string message) => new(500, 1101, message);

    public static Fault NotStarted(string message) => new(500, 1101, $"Worker failed to start: {message}");
}
