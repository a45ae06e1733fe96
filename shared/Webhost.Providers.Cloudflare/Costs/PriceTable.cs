namespace Webhost.Providers.Cloudflare.Costs;

/// <summary>Cloudflare's prices in US dollars. Included quantities are left out: an estimate is what one more of a thing costs.</summary>
public sealed class PriceTable
{
    /// <summary>A million requests to Workers.</summary>
    public decimal MillionRequests { get; set; } = 0.30m;

    /// <summary>A million milliseconds of processor time.</summary>
    public decimal MillionCpuMs { get; set; } = 0.02m;

    /// <summary>The part of an invocation's wall time that is taken to be processor time: agents mostly wait for models.</summary>
    public decimal CpuShareOfWallTime { get; set; } = 0.10m;

    /// <summary>A million requests to Durable Objects.</summary>
    public decimal MillionDurableObjectRequests { get; set; } = 0.15m;

    /// <summary>A million gigabyte-seconds of Durable Objects.</summary>
    public decimal MillionDurableObjectGigabyteSeconds { get; set; } = 12.50m;

    /// <summary>Gigabytes that a Durable Object is billed for.</summary>
    public decimal DurableObjectGigabytes { get; set; } = 0.128m;

    /// <summary>A million rows written by SQLite.</summary>
    public decimal MillionRowsWritten { get; set; } = 1.00m;

    /// <summary>Rows that an operation of a Durable Object is taken to write.</summary>
    public decimal RowsWrittenPerOperation { get; set; } = 2m;

    /// <summary>A thousand neurons of Workers AI.</summary>
    public decimal ThousandNeurons { get; set; } = 0.011m;

    /// <summary>Neurons that a call of Workers AI is taken to use.</summary>
    public decimal NeuronsPerCall { get; set; } = 50m;
}
