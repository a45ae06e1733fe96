using System.Text;
using System.Text.Json;
using Webhost.Cli.Shell;

namespace Webhost.Cli.Projects;

/// <summary>The manifest that would fit a project that has none, as far as its files tell.</summary>
/// <param name="Name">The agent's name.</param>
/// <param name="Runtime">The runtime that runs such code.</param>
/// <param name="Entrypoint">Its entry file, relative to the folder.</param>
internal sealed record ManifestProposal(string Name, string Runtime, string Entrypoint)
{
    /// <summary>On one line.</summary>
    public string Line => $"{{{string.Join(", ", Members)}}}";

    /// <summary>As the file's content.</summary>
    public string Content => $"{{\n  {string.Join(",\n  ", Members)}\n}}\n";

    private IEnumerable<string> Members =>
        new[] { ("name", Name), ("protocol", "invoke/v1"), ("runtime", Runtime), ("entrypoint", Entrypoint) }.Select(member => $"\"{member.Item1}\": \"{JsonEncodedText.Encode(member.Item2)}\"");

    /// <summary>The proposal for a folder; null when nothing in it looks like an entry file.</summary>
    public static ManifestProposal? For(string folder) =>
        EntrypointGuess.In(folder) is { } entrypoint ? new ManifestProposal(NameOf(folder) ?? "agent", Path.GetExtension(entrypoint) is ".py" ? "agentcore" : "cloudflare", entrypoint) : null;

    /// <summary>A name that an agent may have, from a folder's; null when nothing of that can be used.</summary>
    public static string? NameOf(string folder)
    {
        var name = new string([.. Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar)).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')]).TrimStart('-', '_', '.');
        return name.Length == 0 ? null : name[..Math.Min(name.Length, 64)];
    }

    /// <summary>Offers to write the manifest of a folder that has none. Does nothing without a person at the keyboard, or without a proposal.</summary>
    public static async Task OfferAsync(CommandContext context, string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, Manifest.FileName);
        if (context.Terminal.Json || !context.Host.InputIsTerminal || Path.Exists(file) || For(folder) is not { } proposal)
        {
            return;
        }

        context.Terminal.Notice($"There is no {Manifest.FileName} in {folder}. This one fits what is there:");
        context.Terminal.Notice(proposal.Content.TrimEnd());
        context.Terminal.Notice("Write it and go on? [Y/n]");
        if ((await context.Host.ReadLineAsync(cancellationToken))?.Trim().ToUpperInvariant() is "" or "Y" or "YES")
        {
            await using var stream = new FileStream(file, FileMode.CreateNew);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(proposal.Content), cancellationToken);
        }
    }
}
