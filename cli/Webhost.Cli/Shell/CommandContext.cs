using System.CommandLine;
using Webhost.Cli.Api;
using Webhost.Cli.SignIn;

namespace Webhost.Cli.Shell;

/// <summary>One run of a command: its arguments, where it writes, and the API that it calls.</summary>
internal sealed class CommandContext(CliHost host, GlobalOptions options, ParseResult parse, Terminal terminal) : IDisposable
{
    private readonly CredentialStore credentials = new(host);
    private ApiClient? api;

    /// <summary>The machine.</summary>
    public CliHost Host => host;

    /// <summary>Where the command writes.</summary>
    public Terminal Terminal => terminal;

    /// <summary>What is kept of earlier sign-ins.</summary>
    public CredentialStore Credentials => credentials;

    /// <summary>The API's base address: the option, the environment, the last sign-in, this machine.</summary>
    public Uri ApiBase => field ??= ApiAddress.Parse(
        parse.GetValue(options.Api) ?? host.Setting("WEBHOST_API") ?? credentials.Read().Current ?? ApiAddress.Local);

    /// <summary>A token given for this run only; null to use the stored one.</summary>
    public string? GivenToken => (parse.GetValue(options.Token) ?? host.Setting("WEBHOST_TOKEN") ?? host.Setting("WEBHOST_API_KEY"))?.Trim();

    /// <summary>The client of the API, made when first asked for.</summary>
    public ApiClient Api => api ??= new ApiClient(ApiBase, new BearerSource(ApiBase, GivenToken, credentials, host.Time), host.Time);

    /// <summary>An option's value.</summary>
    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    /// <summary>An argument's value.</summary>
    public T? Get<T>(Argument<T> argument) => parse.GetValue(argument);

    /// <summary>Whether the user wrote the option.</summary>
    public bool Has(Option option) => parse.GetResult(option) is { Implicit: false };

    /// <inheritdoc/>
    public void Dispose() => api?.Dispose();
}
