using Webhost.Core.Results;

namespace Webhost.Core.Storage;

/// <summary>Which page of a list is wanted.</summary>
/// <param name="Limit">How many items, 1 to <see cref="MaximumLimit"/>.</param>
/// <param name="Cursor">Where the previous page ended; null for the first.</param>
public sealed record PageRequest(int Limit, string? Cursor)
{
    /// <summary>The most items that one page holds.</summary>
    public const int MaximumLimit = 200;

    /// <summary>How many items a page holds when the caller does not say.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The failure for a <c>cursor</c> that no page gave.</summary>
    public static Failure WrongCursor() => Failure.Invalid.At("cursor", "'cursor' must be the 'nextCursor' of the page before. Leave it out for the first page.");

    /// <summary>Checks the query's <c>limit</c> and <c>cursor</c>.</summary>
    public static Result<PageRequest> Of(string? limit, string? cursor, int defaultLimit = DefaultLimit)
    {
        var number = defaultLimit;
        if (!string.IsNullOrEmpty(limit) && (!int.TryParse(limit, out number) || number is < 1 or > MaximumLimit))
        {
            return Failure.Invalid.At("limit", $"'limit' must be a whole number from 1 to {MaximumLimit}.");
        }

        return string.IsNullOrEmpty(cursor) ? new PageRequest(number, Cursor: null)
            : Storage.Cursor.IsValid(cursor) ? new PageRequest(number, cursor)
            : WrongCursor();
    }
}
