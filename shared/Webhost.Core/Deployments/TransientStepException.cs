namespace Webhost.Core.Deployments;

/// <summary>A step ran into trouble that may pass: the orchestration tries it again.</summary>
/// <param name="message">Safe to show: it ends up in the deployment when no attempt succeeds.</param>
public sealed class TransientStepException(string message) : Exception(message);
