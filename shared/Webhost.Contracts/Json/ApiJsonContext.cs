using System.Text.Json;
using System.Text.Json.Serialization;
using Webhost.Contracts.Accounts;
using Webhost.Contracts.Agents;
using Webhost.Contracts.Alerts;
using Webhost.Contracts.ApiKeys;
using Webhost.Contracts.Artifacts;
using Webhost.Contracts.Billing;
using Webhost.Contracts.Audit;
using Webhost.Contracts.Deployments;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Health;
using Webhost.Contracts.Identity;
using Webhost.Contracts.Invocation;
using Webhost.Contracts.Limits;
using Webhost.Contracts.Logs;
using Webhost.Contracts.Metrics;
using Webhost.Contracts.Secrets;
using Webhost.Contracts.Sessions;
using Webhost.Contracts.Telemetry;
using Webhost.Contracts.UsageReports;
using Webhost.Contracts.Users;

namespace Webhost.Contracts.Json;

/// <summary>
/// How every wire type is read and written: camelCase, enums as strings, null members left out. Unknown members are skipped, so that an older
/// client understands a newer server; a server that refuses them copies the options and sets <c>UnmappedMemberHandling</c>. As deep as what an agent may answer (64) with what is around it.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = 128,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AccountExport))]
[JsonSerializable(typeof(AccountDeletion))]
[JsonSerializable(typeof(DeleteAccountRequest))]
[JsonSerializable(typeof(Agent))]
[JsonSerializable(typeof(Page<Agent>))]
[JsonSerializable(typeof(CreateAgentRequest))]
[JsonSerializable(typeof(UpdateAgentRequest))]
[JsonSerializable(typeof(CloneAgentRequest))]
[JsonSerializable(typeof(AlertsRequest))]
[JsonSerializable(typeof(AlertsView))]
[JsonSerializable(typeof(AlertMessage))]
[JsonSerializable(typeof(ConfirmEmailRequest))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(Page<ApiKey>))]
[JsonSerializable(typeof(ApiKeyCreated))]
[JsonSerializable(typeof(CreateApiKeyRequest))]
[JsonSerializable(typeof(RotateApiKeyRequest))]
[JsonSerializable(typeof(ArtifactUploaded))]
[JsonSerializable(typeof(PlansView))]
[JsonSerializable(typeof(CheckoutRequest))]
[JsonSerializable(typeof(CheckoutLink))]
[JsonSerializable(typeof(PortalLink))]
[JsonSerializable(typeof(Subscription))]
[JsonSerializable(typeof(ChangeSubscriptionRequest))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(Page<Invoice>))]
[JsonSerializable(typeof(WebhookReceipt))]
[JsonSerializable(typeof(WebhookEvent))]
[JsonSerializable(typeof(Page<WebhookEvent>))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayOutcome))]
[JsonSerializable(typeof(AttachSubscriptionRequest))]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(CreateDeploymentRequest))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(Page<Deployment>))]
[JsonSerializable(typeof(DeploymentAccepted))]
[JsonSerializable(typeof(DeploymentContents))]
[JsonSerializable(typeof(DeploymentLogLine))]
[JsonSerializable(typeof(Page<DeploymentLogLine>))]
[JsonSerializable(typeof(DeploymentProgress))]
[JsonSerializable(typeof(OrchestrationStatus))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(ErrorEnvelope))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(IdentityWebhookReceipt))]
[JsonSerializable(typeof(InvokeRequest))]
[JsonSerializable(typeof(InvokeResponse))]
[JsonSerializable(typeof(AsyncInvocation))]
[JsonSerializable(typeof(Page<AsyncInvocation>))]
[JsonSerializable(typeof(AsyncInvocationAccepted))]
[JsonSerializable(typeof(AsyncInvocationMessage))]
[JsonSerializable(typeof(InvokeOutput))]
[JsonSerializable(typeof(StreamMeta))]
[JsonSerializable(typeof(StreamDelta))]
[JsonSerializable(typeof(StreamDone))]
[JsonSerializable(typeof(Usage))]
[JsonSerializable(typeof(LimitsView))]
[JsonSerializable(typeof(LogLine))]
[JsonSerializable(typeof(Page<LogLine>))]
[JsonSerializable(typeof(AccountMetrics))]
[JsonSerializable(typeof(AgentMetrics))]
[JsonSerializable(typeof(InvocationError))]
[JsonSerializable(typeof(Page<InvocationError>))]
[JsonSerializable(typeof(SecretMetadata))]
[JsonSerializable(typeof(Page<SecretMetadata>))]
[JsonSerializable(typeof(SetSecretRequest))]
[JsonSerializable(typeof(SessionSummary))]
[JsonSerializable(typeof(Page<SessionSummary>))]
[JsonSerializable(typeof(SessionDetail))]
[JsonSerializable(typeof(TelemetryReport))]
[JsonSerializable(typeof(TelemetryEvent))]
[JsonSerializable(typeof(TelemetryAccepted))]
[JsonSerializable(typeof(UsageReport))]
[JsonSerializable(typeof(SpendCapRequest))]
[JsonSerializable(typeof(SpendCap))]
[JsonSerializable(typeof(Me))]
public sealed partial class ApiJsonContext : JsonSerializerContext;
