namespace Webhost.Local.AgentCore.Runtimes;

/// <summary>The states of a runtime, a version and an endpoint.</summary>
internal static class ResourceStatus
{
    public const string Creating = "CREATING";
    public const string CreateFailed = "CREATE_FAILED";
    public const string Updating = "UPDATING";
    public const string UpdateFailed = "UPDATE_FAILED";
    public const string Ready = "READY";
    public const string Deleting = "DELETING";

    /// <summary>Whether something is still on its way from this state.</summary>
    public static bool IsTransient(string status) => status is Creating or Updating or Deleting;
}
