namespace Webhost.Local.AgentCore.Tests.Fixtures;

/// <summary>Whether processes live.</summary>
internal static class LiveProcess
{
    /// <summary>A dead one that waits for its parent is none.</summary>
    public static bool Is(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[text.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
