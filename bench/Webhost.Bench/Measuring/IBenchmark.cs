namespace Webhost.Bench.Measuring;

/// <summary>A benchmark: a name to call it by, and figures of the thing and of its baseline, taken in one run.</summary>
internal interface IBenchmark
{
    /// <summary>The word on the command line.</summary>
    string Name { get; }

    /// <summary>One line for the usage.</summary>
    string Description { get; }

    /// <summary>Takes the figures.</summary>
    Task<Report> RunAsync(CancellationToken cancellationToken);
}
