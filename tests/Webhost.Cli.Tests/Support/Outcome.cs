using System.Text.Json;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Tests.Support;

/// <summary>What a run of the command line left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output, read as JSON.</summary>
    public T Json<T>() => JsonSerializer.Deserialize(Output, CliJson.Type<T>())!;

    /// <summary>Standard error, read as the error envelope.</summary>
    public ErrorBody Envelope() => JsonSerializer.Deserialize(Error, CliJson.Type<ErrorEnvelope>())!.Error;
}
