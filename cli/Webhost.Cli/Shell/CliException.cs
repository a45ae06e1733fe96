using Webhost.Contracts.Errors;

namespace Webhost.Cli.Shell;

/// <summary>A failure that the user is told of as it is: from the server, or made here in the same shape.</summary>
internal sealed class CliException(ErrorBody error, int exitCode, string? nextStep = null, Exception? cause = null) : Exception(error.Message, cause)
{
    /// <summary>What went wrong, in the API's own shape.</summary>
    public ErrorBody Error { get; } = error;

    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do about it; null to choose one by the error's code.</summary>
    public string? NextStep { get; } = nextStep;

    /// <summary>Whether it is that the account of this sign-in is deleted.</summary>
    public bool AccountDeleted { get; init; }

    /// <summary>An error found on this side, before or without the server.</summary>
    public static CliException Local(ErrorCode code, string message, string? nextStep = null, int? exitCode = null, IReadOnlyList<Problem>? problems = null, Exception? cause = null) =>
        new(new ErrorBody { Code = code, Message = message, Retryable = false, TraceId = string.Empty, Problems = problems }, exitCode ?? Shell.ExitCode.Of(code), nextStep, cause);

    /// <summary>The command was called in a way that it does not understand.</summary>
    public static CliException Usage(string message, string? nextStep = null) =>
        Local(ErrorCode.InvalidRequest, message, nextStep, Shell.ExitCode.Usage);
}
