using Microsoft.DurableTask;
using Webhost.Contracts.Errors;
using Webhost.Core.Deployments;

namespace Webhost.Functions.Deployments;

/// <summary>Why an activity failed for good, in words for the one who deploys.</summary>
internal static class FailedStep
{
    /// <param name="exception">What the orchestrator caught.</param>
    /// <param name="doing">What was being done, such as <c>deploying</c>.</param>
    public static StepFailure Explain(TaskFailedException exception, string doing)
    {
        // The worker wraps what an activity throws.
        for (var details = exception.FailureDetails; details is not null; details = details.InnerFailure)
        {
            if (details.IsCausedBy<TransientStepException>())
            {
                return new StepFailure { Code = ErrorCode.DeploymentFailed, Message = details.ErrorMessage, Retryable = true };
            }
        }

        return StepFailure.Unexpected(doing);
    }
}
