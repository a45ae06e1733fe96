using Webhost.Contracts.Errors;

namespace Webhost.Cli.Shell;

/// <summary>What the process answers to its caller; documented in <c>docs/cli.md</c> and stable.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotSignedIn = 3;
    public const int NotFound = 4;
    public const int Conflict = 5;
    public const int Limit = 6;
    public const int DeploymentFailed = 7;
    public const int RuntimeError = 8;
    public const int Cancelled = 130;

    /// <summary>As a shell tells of a program that was ended because nobody read its output.</summary>
    public const int OutputClosed = 141;

    /// <summary>The exit code of an error that the server answered.</summary>
    public static int Of(ErrorCode code) => code switch
    {
        ErrorCode.Unauthenticated => NotSignedIn,
        ErrorCode.NotFound => NotFound,
        ErrorCode.Conflict => Conflict,
        ErrorCode.LimitExceeded or ErrorCode.RateLimited => Limit,
        ErrorCode.DeploymentFailed => DeploymentFailed,
        ErrorCode.RuntimeError => RuntimeError,
        _ => Failed,
    };
}
