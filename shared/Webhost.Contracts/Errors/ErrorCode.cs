using System.Text.Json.Serialization;

namespace Webhost.Contracts.Errors;

/// <summary>The closed set of error codes that any response may carry (master spec §7.3, runtime provider interface §6).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ErrorCode>))]
public enum ErrorCode
{
    /// <summary>No or an invalid credential was presented.</summary>
    [JsonStringEnumMemberName("UNAUTHENTICATED")] Unauthenticated,

    /// <summary>The credential is valid but does not allow this act.</summary>
    [JsonStringEnumMemberName("UNAUTHORIZED")] Unauthorized,

    /// <summary>The resource does not exist or belongs to another tenant.</summary>
    [JsonStringEnumMemberName("NOT_FOUND")] NotFound,

    /// <summary>The request is malformed; <see cref="ErrorBody.Problems"/> lists every problem.</summary>
    [JsonStringEnumMemberName("INVALID_REQUEST")] InvalidRequest,

    /// <summary>The request clashes with the resource's present state.</summary>
    [JsonStringEnumMemberName("CONFLICT")] Conflict,

    /// <summary>A plan limit is used up; <see cref="ErrorBody.Limit"/> says which.</summary>
    [JsonStringEnumMemberName("LIMIT_EXCEEDED")] LimitExceeded,

    /// <summary>Too many requests in a short time; retry after the <c>Retry-After</c> header.</summary>
    [JsonStringEnumMemberName("RATE_LIMITED")] RateLimited,

    /// <summary>The artifact could not be built or deployed.</summary>
    [JsonStringEnumMemberName("DEPLOYMENT_FAILED")] DeploymentFailed,

    /// <summary>The agent or its runtime failed while answering.</summary>
    [JsonStringEnumMemberName("RUNTIME_ERROR")] RuntimeError,

    /// <summary>An unexpected fault of the platform.</summary>
    [JsonStringEnumMemberName("INTERNAL")] Internal,
}
