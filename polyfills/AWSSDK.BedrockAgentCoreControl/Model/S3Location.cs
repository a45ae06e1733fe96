#nullable disable // The official assembly carries no nullable annotations; callers must compile the same against both.

namespace Amazon.BedrockAgentCoreControl.Model;

/// <summary>An object.</summary>
public partial class S3Location
{
    /// <summary>The bucket.</summary>
    public string Bucket { get; set; }

    /// <summary>The key.</summary>
    public string Prefix { get; set; }

    /// <summary>The version of the object.</summary>
    public string VersionId { get; set; }
}
