using System.CommandLine;

namespace Webhost.Cli.Shell;

/// <summary>The options that every command understands.</summary>
internal sealed class GlobalOptions
{
    public Option<bool> Json { get; } = new("--json") { Description = "Write results as JSON to standard output, errors as JSON to standard error.", Recursive = true };

    public Option<string?> Api { get; } = new("--api") { Description = "The API's address [env: WEBHOST_API; default: where you signed in last].", HelpName = "URL", Recursive = true };

    public Option<string?> Token { get; } = new("--token") { Description = "An access token or API key. Prefer WEBHOST_TOKEN or WEBHOST_API_KEY: arguments show up in process lists.", HelpName = "TOKEN", Recursive = true };

    public Option<bool> NoColor { get; } = new("--no-color") { Description = "Write without colours [env: NO_COLOR].", Recursive = true };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Write results and errors only.", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Add(Json);
        root.Add(Api);
        root.Add(Token);
        root.Add(NoColor);
        root.Add(Quiet);
    }
}
