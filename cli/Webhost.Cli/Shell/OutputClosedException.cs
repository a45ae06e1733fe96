namespace Webhost.Cli.Shell;

/// <summary>Whoever read standard output has closed it (<c>webhost logs --follow | head -1</c>): there is nobody to write for. No I/O error, which would be tried again.</summary>
internal sealed class OutputClosedException(Exception cause) : Exception("Standard output was closed.", cause);
