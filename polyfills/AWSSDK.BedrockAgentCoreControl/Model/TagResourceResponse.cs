#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

using Amazon.Runtime;

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>Tags were set.</summary>
public partial class TagResourceResponse : AmazonWebServiceResponse;
