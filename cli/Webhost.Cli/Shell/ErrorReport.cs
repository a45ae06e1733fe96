using Spectre.Console;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Shell;

/// <summary>Writes a failure: what happened, each problem, the trace id, and the next step; or the envelope for scripts.</summary>
internal static class ErrorReport
{
    public static void Write(CliHost host, Terminal terminal, CliException failure)
    {
        var error = failure.Error;
        if (terminal.Json)
        {
            var told = failure.NextStep is { } step ? error with { Message = $"{error.Message} {step}" } : error;
            host.Error.WriteLine(System.Text.Json.JsonSerializer.Serialize(new ErrorEnvelope { Error = told }, CliJson.Type<ErrorEnvelope>()));
            return;
        }

        terminal.ErrorText("error: ", Color.Red);
        terminal.Notice(Indented(error.Message));
        var isTold = error.Problems is [var only] && error.Message.Contains(only.Message, StringComparison.Ordinal);
        foreach (var problem in isTold ? [] : error.Problems ?? [])
        {
            terminal.Notice($"  - {(problem.Path.Length > 0 ? $"{problem.Path}: " : string.Empty)}{Indented(problem.Message)}");
        }

        if (error.Limit is { } limit)
        {
            var reset = limit.ResetsAt is { } at ? $", full again {Moment.Show(at)}" : string.Empty;
            terminal.Notice($"  limit: {limit.Name}, {limit.Used} of {limit.Allowed} used{reset}");
        }

        if (error.TraceId.Length > 0)
        {
            terminal.Notice($"  trace: {error.TraceId}");
        }

        if ((failure.NextStep ?? NextStep(error)) is { } next)
        {
            terminal.Notice($"  next: {next}");
        }
    }

    /// <summary>Text whose further lines stand below the first.</summary>
    public static string Indented(string text) => text.ReplaceLineEndings("\n    ");

    private static string? NextStep(ErrorBody error) => error.Code switch
    {
        ErrorCode.Unauthenticated => "Sign in with 'webhost login', or set WEBHOST_TOKEN or WEBHOST_API_KEY.",
        ErrorCode.Unauthorized => "Use a credential that allows this: 'webhost keys list' shows the scopes of your keys.",
        ErrorCode.NotFound => "'webhost agents list' shows what there is; 'webhost whoami' shows whose it is.",
        ErrorCode.LimitExceeded => "'webhost limits' shows what your plan allows and what is left.",
        ErrorCode.RateLimited => "Wait a moment and try again.",
        ErrorCode.RuntimeError => error.TraceId.Length > 0 ? $"See what the agent wrote: webhost logs --trace {error.TraceId}" : "See what the agent wrote: webhost logs --level error",
        ErrorCode.Internal when error.Retryable => "Try again in a moment.",
        ErrorCode.Internal when error.TraceId.Length > 0 => "Tell support the trace id above.",
        _ => null,
    };
}
