namespace Webhost.Contracts.Errors;

/// <summary>One problem of a request or a manifest.</summary>
/// <param name="Path">Where: a JSON path such as <c>env.requiredKeys[0]</c>, or a file's name.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
public sealed record Problem(string Path, string Message);
