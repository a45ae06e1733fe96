using Microsoft.Extensions.Options;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.Cloudflare.Api;
using Webhost.Providers.Cloudflare.Building;
using Webhost.Providers.Cloudflare.Invocation;

namespace Webhost.Providers.Cloudflare.Deployments;

/// <summary>
/// Uploads a built archive under its agent's name, secrets inline: the one way in which a deployment, a roll-back and a changed secret reach Cloudflare.
/// Repeating it with the same input changes nothing.
/// </summary>
internal sealed class AgentDeployer(IScriptDriver driver, DispatcherAddress address, IOptions<CloudflareOptions> options)
{
    public async Task<Result<ProviderReference>> DeployAsync(DeployInput input, CancellationToken cancellationToken)
    {
        var facts = BuildFacts.Parse(input.BuildFacts);
        var plan = new UploadPlan(input, facts, options.Value);
        if (!plan.Bindings().TryGet(out var bindings, out var failure))
        {
            return failure;
        }

        var modules = await ReadModulesAsync(input, cancellationToken);
        var name = ScriptName.Of(input.Agent);
        var error = await UploadAsync(name, plan, facts, bindings, modules, cancellationToken);
        if (error is not null && error.Has(ApiCodes.MigrationTag))
        {
            // Another upload of this agent moved the tag between our look and our upload: look again.
            error = await UploadAsync(name, plan, facts, bindings, modules, cancellationToken);
        }

        return error is null
            ? WorkerReference.Create(name, address.Of(name), input.DeploymentId)
            : CloudflareErrors.Deployment(error, [.. input.Secrets.Values, input.Telemetry.InvokeSecret, input.Telemetry.TelemetrySecret], LinesOf(modules));
    }

    // What was built before there were any has none.
    private static SourceLines? LinesOf(IReadOnlyList<WorkerModule> modules) =>
        modules.FirstOrDefault(module => module.Name is SourceLines.FileName) is { } module ? SourceLines.Read(module.Content.Span) : null;

    private async Task<ApiError?> UploadAsync(
        string name, UploadPlan plan, BuildFacts facts, IReadOnlyList<UploadBinding> bindings, IReadOnlyList<WorkerModule> modules, CancellationToken cancellationToken)
    {
        var (state, error) = await driver.FindAsync(name, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        var migration = ClassMigration.Plan(state, facts.DurableObjects.Select(binding => binding.ClassName));
        var complete = migration.Dormant.Count == 0
            ? modules
            : [.. modules.Select(module => module.Name == facts.MainModule ? module with { Content = EntryModule.WithStandIns(module.Content.Span, migration.Dormant) } : module)];
        return await driver.UploadAsync(name, plan.Metadata(bindings, migration.Migrations), complete, cancellationToken);
    }

    private static async Task<IReadOnlyList<WorkerModule>> ReadModulesAsync(DeployInput input, CancellationToken cancellationToken)
    {
        await using var archive = await input.OpenArchiveAsync(cancellationToken);
        return await ModuleArchive.ReadAsync(archive, cancellationToken);
    }
}
