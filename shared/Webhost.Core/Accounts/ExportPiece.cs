namespace Webhost.Core.Accounts;

/// <summary>A piece of a file of an export that is being written. A file is its pieces, one after the other.</summary>
/// <param name="File">The file's name in the archive.</param>
/// <param name="Number">Which piece it is, from 0.</param>
public sealed record ExportPiece(string File, int Number);
