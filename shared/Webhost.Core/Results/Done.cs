namespace Webhost.Core.Results;

/// <summary>The value of a success that has nothing to say.</summary>
public readonly record struct Done;
