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

    public void Dispose() => directory.Delete(recursive: true);
}
