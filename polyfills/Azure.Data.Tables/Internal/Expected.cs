using Azure.Core;

namespace Azure.Data.Tables.Internal;

/// <summary>Which statuses are answers rather than errors, per kind of request.</summary>
internal static class Expected
{
    public static ResponseClassifier Ok { get; } = new StatusCodeClassifier([200]);

    public static ResponseClassifier OkOrNotFound { get; } = new StatusCodeClassifier([200, 404]);

    public static ResponseClassifier Created { get; } = new StatusCodeClassifier([201, 204]);

    public static ResponseClassifier CreatedOrConflict { get; } = new StatusCodeClassifier([201, 204, 409]);

    public static ResponseClassifier NoContent { get; } = new StatusCodeClassifier([204]);

    public static ResponseClassifier NoContentOrNotFound { get; } = new StatusCodeClassifier([204, 404]);

    public static ResponseClassifier Accepted { get; } = new StatusCodeClassifier([202]);
}
