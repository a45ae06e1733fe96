namespace Webhost.Core.Accounts;

/// <summary>The export that was being written was written, ended or removed by somebody else; a repeat of the step finds out what is to be done.</summary>
public sealed class ExportSupersededException() : Exception("The export was changed by somebody else.");
