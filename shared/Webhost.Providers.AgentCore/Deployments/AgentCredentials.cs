using System.Buffers;
using System.Text;
using System.Text.Json;
using Amazon.BedrockAgentCoreControl.Model;
using Webhost.Core.Providers;
using Webhost.Core.Results;
using Webhost.Providers.AgentCore.Aws;

namespace Webhost.Providers.AgentCore.Deployments;

/// <summary>
/// Hands an agent's secrets to AgentCore Identity: one provider of an API key an agent, whose key is a JSON document of all of them. AWS keeps it in Secrets Manager, and
/// the agent asks for it at run time, so that a changed secret reaches it without a new version.
/// </summary>
internal sealed class AgentCredentials(CredentialName names, AwsClients clients, AwsCalls calls)
{
    private const int MaximumCharacters = 65_536;

    /// <summary>Replaces the secrets. Idempotent.</summary>
    public async Task<Failure?> PutAsync(DeployInput input, CancellationToken cancellationToken)
    {
        var name = await names.OfAsync(input.Agent, cancellationToken);
        var document = Write(input);
        if (document.Length > MaximumCharacters)
        {
            return Failure.Invalid.At("secrets", $"The secrets take {document.Length} characters together, and AgentCore takes at most {MaximumCharacters}. Make them shorter, or keep large ones elsewhere.");
        }

        var error = await UpdateAsync(name, document, cancellationToken);
        if (error?.Kind == AwsErrorKind.NotFound)
        {
            error = (await calls.RunAsync(
                "CreateApiKeyCredentialProvider",
                token => clients.Control.CreateApiKeyCredentialProviderAsync(new CreateApiKeyCredentialProviderRequest { Name = name, ApiKey = document, Tags = RuntimeSpec.TagsOf(input) }, token),
                cancellationToken)).Error;

            // Somebody else was faster: then it is there to be updated.
            error = error?.Kind == AwsErrorKind.Conflict ? await UpdateAsync(name, document, cancellationToken) : error;
        }

        return error is null ? null : AwsErrors.Deployment(error);
    }

    /// <summary>Deletes the secrets. Idempotent.</summary>
    public async Task<AwsError?> RemoveAsync(AgentReference agent, CancellationToken cancellationToken)
    {
        var name = await names.OfAsync(agent, cancellationToken);
        var deleted = await calls.RunAsync(
            "DeleteApiKeyCredentialProvider",
            token => clients.Control.DeleteApiKeyCredentialProviderAsync(new DeleteApiKeyCredentialProviderRequest { Name = name }, token),
            cancellationToken);
        return deleted.Error is { Kind: not AwsErrorKind.NotFound } error ? error : null;
    }

    private async Task<AwsError?> UpdateAsync(string name, string document, CancellationToken cancellationToken) => (await calls.RunAsync(
        "UpdateApiKeyCredentialProvider",
        token => clients.Control.UpdateApiKeyCredentialProviderAsync(new UpdateApiKeyCredentialProviderRequest { Name = name, ApiKey = document }, token),
        cancellationToken)).Error;

    private static string Write(DeployInput input)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("secrets"u8);
            foreach (var (key, value) in input.Secrets.OrderBy(secret => secret.Key, StringComparer.Ordinal))
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
            writer.WriteStartObject("telemetry"u8);
            writer.WriteString("deploymentId"u8, input.DeploymentId);
            writer.WriteString("secret"u8, input.Telemetry.TelemetrySecret);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
