using System.CommandLine;
using Webhost.Cli.Shell;

namespace Webhost.Cli.Completion;

/// <summary><c>webhost completion</c>.</summary>
internal static class CompletionCommand
{
    // Each script asks the command itself, through its [suggest] directive, so that it never falls behind.
    private const string Bash = """
        _webhost() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(webhost "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _webhost webhost
        """;

    private const string Zsh = """
        #compdef webhost
        _webhost() {
            local -a found
            found=("${(@f)$(webhost "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a found || _files
        }
        if [ "$funcstack[1]" = "_webhost" ]; then _webhost "$@"; else compdef _webhost webhost; fi
        """;

    private const string Fish = """
        complete -c webhost -a "(webhost '[suggest:'(commandline -C)']' (commandline -p) 2>/dev/null)"
        """;

    public static Command Create(CommandRunner runner)
    {
        var shell = new Argument<string>("shell") { Description = "The shell." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new CliCommand(
            "completion", "Write a script that completes commands, options and agents' names in a shell.",
            "source <(webhost completion bash)", "webhost completion zsh > ~/.zfunc/_webhost", "webhost completion fish > ~/.config/fish/completions/webhost.fish")
        {
            shell,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(runner.Options.Json))
            {
                result.AddError("A shell's script can't be written as JSON. Leave --json out.");
            }
        });
        return runner.Bind(command, (context, _) =>
        {
            context.Terminal.Line(context.Get(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return Task.CompletedTask;
        });
    }
}
