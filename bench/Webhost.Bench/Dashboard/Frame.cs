namespace Webhost.Bench.Dashboard;

/// <summary>A frame of a page.</summary>
/// <param name="At">When it began, in milliseconds.</param>
/// <param name="Blank">Whether nothing was in sight where lines have to be.</param>
internal sealed record Frame(double At, bool Blank);
