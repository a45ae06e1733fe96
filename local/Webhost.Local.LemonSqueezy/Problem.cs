namespace Webhost.Local.LemonSqueezy;

/// <summary>One thing that is wrong with a request.</summary>
/// <param name="Detail">What is wrong, in a sentence.</param>
/// <param name="Pointer">Where in the body.</param>
/// <param name="Parameter">Which query parameter.</param>
internal sealed record Problem(string Detail, string? Pointer = null, string? Parameter = null);
