using System.Runtime.InteropServices;

namespace Webhost.Core.Limits;

/// <summary>What invocations use of a plan, in all its measures.</summary>
/// <param name="Requests">Invocations.</param>
/// <param name="Tokens">Tokens.</param>
/// <param name="ComputeMs">Milliseconds of compute.</param>
/// <param name="CostMicros">Millionths of a US dollar, estimated.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct QuotaAmounts(long Requests, long Tokens, long ComputeMs, long CostMicros)
{
    /// <summary>Stands for no limit. Far from where sums overflow.</summary>
    public const long Unlimited = long.MaxValue / 8;

    /// <summary>How many of <see cref="CostMicros"/> are a US dollar.</summary>
    public const decimal MicrosPerDollar = 1_000_000;

    /// <summary>The sum.</summary>
    public static QuotaAmounts operator +(in QuotaAmounts left, in QuotaAmounts right) =>
        new(left.Requests + right.Requests, left.Tokens + right.Tokens, left.ComputeMs + right.ComputeMs, left.CostMicros + right.CostMicros);

    /// <summary>The difference.</summary>
    public static QuotaAmounts operator -(in QuotaAmounts left, in QuotaAmounts right) =>
        new(left.Requests - right.Requests, left.Tokens - right.Tokens, left.ComputeMs - right.ComputeMs, left.CostMicros - right.CostMicros);

    /// <summary>So many times as much.</summary>
    public static QuotaAmounts operator *(in QuotaAmounts unit, long count) =>
        new(unit.Requests * count, unit.Tokens * count, unit.ComputeMs * count, unit.CostMicros * count);

    /// <summary>The smaller of both, measure by measure.</summary>
    public static QuotaAmounts Min(in QuotaAmounts left, in QuotaAmounts right) => new(
        Math.Min(left.Requests, right.Requests), Math.Min(left.Tokens, right.Tokens), Math.Min(left.ComputeMs, right.ComputeMs), Math.Min(left.CostMicros, right.CostMicros));

    /// <summary>The larger of both, measure by measure.</summary>
    public static QuotaAmounts Max(in QuotaAmounts left, in QuotaAmounts right) => new(
        Math.Max(left.Requests, right.Requests), Math.Max(left.Tokens, right.Tokens), Math.Max(left.ComputeMs, right.ComputeMs), Math.Max(left.CostMicros, right.CostMicros));

    /// <summary>Without what is below zero.</summary>
    public QuotaAmounts AboveZero() => Max(this, default);

    /// <summary>Only what is below zero.</summary>
    public QuotaAmounts BelowZero() => Min(this, default);

    /// <summary>Whether there is as much of every measure.</summary>
    public bool Covers(in QuotaAmounts other) =>
        Requests >= other.Requests && Tokens >= other.Tokens && ComputeMs >= other.ComputeMs && CostMicros >= other.CostMicros;

    /// <summary>How many whole units fit in; 0 when a measure is used up.</summary>
    public long Fit(in QuotaAmounts unit)
    {
        var fit = Math.Min(FitOne(Requests, unit.Requests), FitOne(Tokens, unit.Tokens));
        return Math.Min(fit, Math.Min(FitOne(ComputeMs, unit.ComputeMs), FitOne(CostMicros, unit.CostMicros)));
    }

    /// <summary>The amount of one measure.</summary>
    public long this[QuotaMeasure measure] => measure switch
    {
        QuotaMeasure.Requests => Requests,
        QuotaMeasure.Tokens => Tokens,
        QuotaMeasure.ComputeMs => ComputeMs,
        _ => CostMicros,
    };

    private static long FitOne(long amount, long unit) => amount <= 0 ? 0 : unit <= 0 ? Unlimited : amount / unit;
}
