using System.Text;
using Webhost.Cli.Shell;

namespace Webhost.Cli.Tests.Support;

/// <summary>Runs the command line in this process, in folders of the test's own, against an API of the test's own.</summary>
internal sealed class TestCli : IDisposable
{
    private readonly TestFolder home = new();
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);

    public TestCli(Uri api, string? token = StandInApi.Token)
    {
        variables["WEBHOST_CONFIG_HOME"] = home.At("config");
        variables["WEBHOST_API"] = api.AbsoluteUri.TrimEnd('/');
        if (token is not null)
        {
            variables["WEBHOST_TOKEN"] = token;
        }
    }

    /// <summary>The folder that commands run in.</summary>
    public TestFolder Project { get; } = new();

    /// <summary>Where sign-ins are kept.</summary>
    public string CredentialsFile => home.At("config/credentials.json");

    /// <summary>Whether a person sits at the keyboard.</summary>
    public bool Person { get; set; }

    /// <summary>What the person types unseen.</summary>
    public string Typed { get; set; } = string.Empty;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Pages that were opened.</summary>
    public List<Uri> Opened { get; } = [];

    /// <summary>Called with everything written to standard output, as it is written.</summary>
    public Action<string>? OnOutput { get; set; }

    /// <summary>Sets or, with null, removes an environment variable.</summary>
    public TestCli Set(string name, string? value)
    {
        variables.Remove(name);
        if (value is not null)
        {
            variables[name] = value;
        }

        return this;
    }

    public Task<Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, input: null);

    public async Task<Outcome> RunAsync(string[] arguments, string? input = null, CancellationToken cancellationToken = default)
    {
        var output = new WatchedWriter(text => OnOutput?.Invoke(text));
        var error = new WatchedWriter(_ => { });
        var host = new CliHost
        {
            Input = new StringReader(input ?? string.Empty),
            Output = output,
            Error = error,
            InputIsTerminal = Person,
            OutputIsTerminal = false,
            ErrorIsTerminal = false,
            Variable = name => variables.GetValueOrDefault(name),
            WorkingDirectory = Project.Path,
            ReadHidden = ask =>
            {
                ask();
                return Typed;
            },
            OpenBrowser = Opened.Add,
            Time = Time,
        };
        var code = await CommandLine.RunAsync(arguments, host, cancellationToken);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    public void Dispose()
    {
        home.Dispose();
        Project.Dispose();
    }

    private sealed class WatchedWriter(Action<string> watch) : StringWriter(new StringBuilder())
    {
        public override string NewLine => "\n";

        public override void Write(string? value)
        {
            base.Write(value);
            watch(value ?? string.Empty);
        }

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            watch(value + "\n");
        }
    }
}
