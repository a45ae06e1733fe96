using Webhost.Local.AgentCore.Isolation;

namespace Webhost.Local.AgentCore.Tests;

public sealed class AgentFolderTests
{
    // Root may remove such a folder anyway: as anybody else this test needs the rights to be given back.
    [Fact]
    public void A_folder_whose_rights_an_agent_has_taken_away_is_removed_and_what_a_link_in_it_leads_to_stays()
    {
        var (folder, elsewhere) = (Directory.CreateTempSubdirectory("webhost-ac-"), Directory.CreateTempSubdirectory("webhost-ac-"));
        try
        {
            var closed = folder.CreateSubdirectory("open/closed/within");
            File.WriteAllText(Path.Combine(closed.FullName, "file"), "x");
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "link"), elsewhere.FullName);
            foreach (var path in new[] { closed.FullName, closed.Parent!.FullName, elsewhere.FullName })
                File.SetUnixFileMode(path, UnixFileMode.None);

            AgentFolder.Remove(folder.FullName);

            Assert.False(Directory.Exists(folder.FullName));
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(elsewhere.FullName));
        }
        finally
        {
            elsewhere.Delete();
        }
    }

    [Fact]
    public void One_that_is_not_there_is_removed() => AgentFolder.Remove(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));
}
