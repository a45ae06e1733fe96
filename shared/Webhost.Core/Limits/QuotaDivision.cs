namespace Webhost.Core.Limits;

/// <summary>
/// The rules by which processes share a quota (ADR 6), as a function of a ledger and of what one process asks for. Requests never exceed the limit; the
/// other measures exceed it by one reservation at most. Near the limit nothing is taken ahead of need.
/// </summary>
internal sealed record QuotaDivision
{
    // A process gets ready for an eighth of what is left, at most: others find their share, and the last reservations are taken one by one.
    private const int Share = 8;

    /// <summary>What has to be written; null for nothing.</summary>
    public required QuotaChange? Change { get; init; }

    /// <summary>The number of the write.</summary>
    public required long Sequence { get; init; }

    /// <summary>What the process may use once it is written.</summary>
    public required QuotaAmounts Armed { get; init; }

    /// <summary>What went back of what was armed.</summary>
    public required QuotaAmounts GivenBack { get; init; }

    /// <summary>How many of the callers that wait are admitted.</summary>
    public required int Admitted { get; init; }

    /// <summary>For how many reservations the process is ready.</summary>
    public required long Level { get; init; }

    /// <summary>What is left for everybody, what lies unspent with any process included.</summary>
    public required QuotaAmounts Left { get; init; }

    /// <summary>Which measure is used up; null when there is something left of all.</summary>
    public QuotaMeasure? Spent => SpentOf(Left);

    /// <summary>Divides.</summary>
    public static QuotaDivision Of(QuotaLedger ledger, QuotaAsk ask)
    {
        var left = ask.Limits - ledger.Used + ask.GivenBack;
        var needed = default(QuotaAmounts);
        var admitted = 0;
        while (admitted < ask.Needs.Count && SpentOf(left) is null)
        {
            left -= ask.Needs[admitted];
            needed += ask.Needs[admitted];
            admitted++;
        }

        var level = LevelOf(left + ask.Free, ask.Unit, ask.Ahead);
        var ahead = ((ask.Unit * level) - ask.Free).AboveZero();
        return new QuotaDivision
        {
            Change = QuotaSources.Find(ledger, ask, needed, ahead, level),
            Sequence = ask.Sequence,
            Armed = needed + ahead,
            GivenBack = ask.GivenBack,
            Admitted = admitted,
            Level = level,
            Left = left - ahead,
        };
    }

    /// <summary>For how many reservations a process may be ready.</summary>
    /// <param name="left">What is left for everybody, what the process has armed included.</param>
    /// <param name="unit">What a reservation is about.</param>
    /// <param name="ahead">How many it wants to be ready for.</param>
    public static long LevelOf(in QuotaAmounts left, in QuotaAmounts unit, long ahead) => Math.Min(ahead, left.Fit(unit) / Share);

    private static QuotaMeasure? SpentOf(in QuotaAmounts left) => left switch
    {
        { Requests: < 1 } => QuotaMeasure.Requests,
        { Tokens: < 1 } => QuotaMeasure.Tokens,
        { ComputeMs: < 1 } => QuotaMeasure.ComputeMs,
        { CostMicros: < 1 } => QuotaMeasure.Cost,
        _ => null,
    };
}
