namespace Webhost.Testing;

/// <summary>A line that a child process wrote.</summary>
/// <param name="Text">The line without its end.</param>
/// <param name="IsError">Whether it came on standard error.</param>
public sealed record OutputLine(string Text, bool IsError);
