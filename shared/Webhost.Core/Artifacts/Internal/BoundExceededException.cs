namespace Webhost.Core.Artifacts.Internal;

/// <summary>More bytes came than were allowed.</summary>
internal sealed class BoundExceededException() : Exception("More bytes came than were allowed.");
