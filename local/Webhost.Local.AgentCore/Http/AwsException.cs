namespace Webhost.Local.AgentCore.Http;

/// <summary>A request is refused: what the service answers.</summary>
internal sealed class AwsException(int status, string type, string message) : Exception(message)
{
    public int Status => status;

    /// <summary>The error's type (AgentCore) or code (S3).</summary>
    public string Type => type;

    /// <summary>The field that is wrong, with a sentence; validation only.</summary>
    public IReadOnlyList<(string Name, string Message)> Fields { get; private init; } = [];

    public static AwsException Validation(string field, string message) => new(400, "ValidationException", message) { Fields = [(field, message)] };

    public static AwsException NotFound(string what) => new(404, "ResourceNotFoundException", $"{what} was not found.");

    public static AwsException Conflict(string message) => new(409, "ConflictException", message);

    public static AwsException RetryableConflict(string message) => new(409, "RetryableConflictException", message);

    /// <summary>A session ended while it began.</summary>
    public static AwsException TornDown() => RetryableConflict("The session was torn down while it began. Try again.");

    /// <summary>A session is ending: the next call begins another one.</summary>
    public static AwsException BeingTornDown() => RetryableConflict("The session is being torn down. Try again.");

    public static AwsException Quota(string message) => new(402, "ServiceQuotaExceededException", message);

    public static AwsException Runtime(string message) => new(424, "RuntimeClientError", message);

    public static AwsException Denied(string message) => new(403, "AccessDeniedException", message);
}
