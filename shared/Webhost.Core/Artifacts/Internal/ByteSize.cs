namespace Webhost.Core.Artifacts.Internal;

/// <summary>Writes sizes for people.</summary>
internal static class ByteSize
{
    private const long Kilo = 1024;
    private const long Mega = Kilo * Kilo;

    public static string Format(long bytes) => bytes switch
    {
        >= Mega when bytes % Mega == 0 => $"{bytes / Mega} MB",
        >= Mega => $"{(double)bytes / Mega:0.0} MB",
        >= Kilo => $"{bytes / Kilo} KB",
        _ => $"{bytes} bytes",
    };
}
