namespace Webhost.Bench.Dashboard;

/// <summary>Files that came over the network.</summary>
/// <param name="Files">How many.</param>
/// <param name="Bytes">Their bytes, packed with gzip, without headers.</param>
/// <param name="BytesHere">Their bytes as they came to this browser.</param>
internal sealed record Transfer(int Files, long Bytes, long BytesHere)
{
    public double Kilobytes => Bytes / 1000.0;

    public double KilobytesHere => BytesHere / 1000.0;

    public static Transfer operator +(Transfer one, Transfer other) => new(one.Files + other.Files, one.Bytes + other.Bytes, one.BytesHere + other.BytesHere);
}
