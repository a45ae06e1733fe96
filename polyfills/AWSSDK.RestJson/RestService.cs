using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.RestJson;

/// <summary>What the operations of a service have in common.</summary>
/// <param name="Name">The service's name inside the SDK.</param>
/// <param name="ApiVersion">The version of its API.</param>
/// <param name="ErrorOf">The exception that an error stands for, given the body that came with it.</param>
internal sealed record RestService(string Name, string ApiVersion, Func<ErrorResponse, byte[], AmazonServiceException> ErrorOf);
