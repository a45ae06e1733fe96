namespace Webhost.Core.Results;

/// <summary>Texts of others that are shown or kept, and may be of any length.</summary>
public static class Excerpt
{
    /// <summary>The text, or its beginning with a mark that it goes on.</summary>
    /// <param name="text">The text.</param>
    /// <param name="characters">How many are taken at most.</param>
    public static string Of(string text, int characters) => text.Length <= characters ? text : string.Concat(text.AsSpan(0, characters), "…");
}
