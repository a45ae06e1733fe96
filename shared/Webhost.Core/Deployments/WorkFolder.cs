namespace Webhost.Core.Deployments;

/// <summary>A private folder for one step, gone with it. What a crash leaves behind lies in the system's temporary folder.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("webhost-");

    private WorkFolder()
    {
    }

    public static WorkFolder Create() => new();

    public string Make(string name) => directory.CreateSubdirectory(name).FullName;

    public void Dispose()
    {
        try
        {
            directory.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that is still ending may write into it: it then stays, like after a crash.
        }
    }
}
