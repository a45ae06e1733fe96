using System.CommandLine;
using System.Text;
using Webhost.Cli.Shell;
using Webhost.Contracts.Errors;

namespace Webhost.Cli.Projects;

/// <summary><c>webhost init</c>.</summary>
internal static class InitCommand
{
    public static Command Create(CommandRunner runner)
    {
        var directory = new Argument<string>("dir") { Description = "The folder; made if it does not exist.", DefaultValueFactory = _ => "." };
        var template = new Option<string>("--template", "-t") { Description = $"What to start from: {string.Join(", ", Templates.Names)}.", HelpName = "NAME", DefaultValueFactory = _ => Templates.Usual };
        template.AcceptOnlyFromAmong([.. Templates.Names]);
        var name = new Option<string?>("--name") { Description = "The agent's name [default: the folder's].", HelpName = "NAME" };
        var command = new CliCommand(
            "init", "Write the files of a new agent; files that exist are never overwritten.",
            "webhost init my-agent", "webhost init my-agent --template session-notes", "webhost init --template hono")
        {
            directory, template, name,
        };
        return runner.Bind(command, (context, cancellationToken) => RunAsync(context, context.Get(directory)!, context.Get(template)!, context.Get(name), cancellationToken));
    }

    private static async Task RunAsync(CommandContext context, string directory, string template, string? givenName, CancellationToken cancellationToken)
    {
        var root = context.Host.FullPath(directory);
        var name = givenName ?? ManifestProposal.NameOf(root) ?? template;
        var files = Templates.Files(template);
        var taken = files.Keys.Where(path => Path.Exists(Path.Combine(root, path))).Order(StringComparer.Ordinal).ToArray();
        if (taken.Length > 0)
        {
            throw CliException.Local(
                ErrorCode.Conflict, $"{root} already has {(taken.Length == 1 ? "a file" : "files")} of that name; nothing was written.", "Choose an empty folder: webhost init DIR",
                problems: [.. taken.Select(path => new Problem(path, "exists"))]);
        }

        foreach (var (path, content) in files)
        {
            var file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await using var stream = new FileStream(file, FileMode.CreateNew);
            await stream.WriteAsync(path is Manifest.FileName ? Renamed(content, template, name) : content, cancellationToken);
        }

        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(new Initialised(root, template, name, [.. files.Keys.Order(StringComparer.Ordinal)]));
            return;
        }

        context.Terminal.Line($"Wrote {files.Count} files of the template {template} to {root}.");
        context.Terminal.Info($"Next: webhost deploy{(directory is "." ? string.Empty : $" {directory}")}");
    }

    private static byte[] Renamed(byte[] manifest, string template, string name) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(manifest).Replace(
            $"\"name\": \"{template}\"", $"\"name\": \"{System.Text.Json.JsonEncodedText.Encode(name)}\"", StringComparison.Ordinal));
}
