using Spectre.Console;
using Webhost.Cli.Api;
using Webhost.Cli.Projects;
using Webhost.Cli.Shell;
using Webhost.Contracts.Artifacts;

namespace Webhost.Cli.Deployments;

/// <summary>Packs a project and uploads it, with a bar for people.</summary>
internal static class ArtifactUpload
{
    /// <summary>Long enough for a large bundle on a slow line.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public static async Task<ArtifactUploaded> RunAsync(CommandContext context, string agentId, BundleFiles files, CancellationToken cancellationToken)
    {
        var terminal = context.Terminal;
        foreach (var link in files.SkippedLinks)
        {
            terminal.Warn($"Left out {link}: a symbolic link to a folder, out of the project, or to what stays at home.");
        }

        foreach (var device in files.SkippedDevices)
        {
            terminal.Warn($"Left out {device}: a pipe, socket or device.");
        }

        using var bundle = await Bundle.CreateAsync(files.Files, cancellationToken);
        var size = $"{files.Files.Count} files, {bundle.Length / 1024.0:0.0} KB";
        if (!terminal.Live)
        {
            var uploaded = await SendAsync(context, agentId, bundle, static _ => { }, cancellationToken);
            terminal.Info($"Uploaded {size}.");
            return uploaded;
        }

        return await terminal.Progress.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn()).StartAsync(async progress =>
        {
            var task = progress.AddTask(Markup.Escape($"upload {size}"), maxValue: Math.Max(1, bundle.Length));
            return await SendAsync(context, agentId, bundle, sent => task.Value = sent, cancellationToken);
        });
    }

    private static Task<ArtifactUploaded> SendAsync(CommandContext context, string agentId, Bundle bundle, Action<long> sent, CancellationToken cancellationToken)
    {
        var request = new ApiRequest(HttpMethod.Post, $"v1/agents/{Query.Part(agentId)}/artifacts")
        {
            Content = () => new UploadContent(bundle.File, sent),
            Repeatable = true,
            Timeout = Patience,
        };
        return context.Api.SendAsync<ArtifactUploaded>(request, cancellationToken);
    }
}
