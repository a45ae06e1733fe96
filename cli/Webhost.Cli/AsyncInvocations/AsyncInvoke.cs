using Webhost.Cli.Api;
using Webhost.Cli.Shell;
using Webhost.Contracts.Invocation;

namespace Webhost.Cli.AsyncInvocations;

/// <summary><c>webhost invoke --async</c>: has an invocation accepted, and tells how to come by its answer.</summary>
internal static class AsyncInvoke
{
    /// <summary>Sends the invocation.</summary>
    /// <param name="context">The command.</param>
    /// <param name="path">Where invocations of the agent are sent.</param>
    /// <param name="agent">The agent as the user named it; null for the project's.</param>
    /// <param name="body">What is asked.</param>
    public static async Task RunAsync(CommandContext context, string path, string? agent, InvokeRequest body)
    {
        // Not cancellable: of an invocation that was started without our knowing its id nobody could fetch the answer. Sent again under one key it still runs once.
        var accepted = await context.Api.SendOnceAsync<AsyncInvocationAccepted>(new ApiRequest(HttpMethod.Post, path) { Prefer = "respond-async" }.With(body), CancellationToken.None);
        if (context.Terminal.Json)
        {
            context.Terminal.WriteJson(accepted);
            return;
        }

        context.Terminal.Line(accepted.InvocationId);
        if (accepted.WebhookSecret is { } secret)
        {
            context.Terminal.Line(secret);
            context.Terminal.Info("The second line is the secret that the message to the webhook is signed with. Keep it now: it can't be shown again.");
        }

        context.Terminal.Info($"Follow its answer: {InvocationText.Command("follow", accepted.InvocationId, agent)}");
        context.Terminal.Info($"See how it stands: {InvocationText.Command("show", accepted.InvocationId, agent)}");
        context.Terminal.Info($"Stop it:           {InvocationText.Command("cancel", accepted.InvocationId, agent)}");
    }
}
