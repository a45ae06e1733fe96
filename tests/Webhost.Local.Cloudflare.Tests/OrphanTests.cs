using Webhost.Local.Cloudflare.Tests.Fixtures;

namespace Webhost.Local.Cloudflare.Tests;

public sealed class OrphanTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("wh-cf-").FullName;

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public async Task After_kill_9_of_the_parent_the_next_start_ends_the_orphans_and_goes_on_with_the_state()
    {
        var orphans = await CrashWithACounterAsync(endWithParent: false);
        Assert.NotEmpty(orphans);
        Assert.All(orphans, orphan => Assert.True(Processes.IsAlive(orphan)));

        await using var facade = new CloudflareFacade(FacadeFixture.OptionsFor(_state));
        await facade.StartAsync();

        Assert.DoesNotContain(orphans, Processes.IsAlive);
        Assert.Equal("2", await new CloudflareClient(facade).AskAsync("counter"));
    }

    [Fact]
    public async Task The_kernel_ends_the_processes_together_with_the_parent()
    {
        var children = await CrashWithACounterAsync(endWithParent: true);

        Assert.NotEmpty(children);
        await Eventually.TrueAsync(() => !children.Any(Processes.IsAlive), "the end of the children");
    }

    [Fact]
    public async Task A_process_that_merely_has_the_id_of_an_orphan_is_left_alone()
    {
        await using var bystander = ChildProcess.Start("sleep", ["60"]);
        Directory.CreateDirectory(Path.Combine(_state, "processes"));
        await File.WriteAllTextAsync(Path.Combine(_state, "processes", bystander.Id.ToString()), "another-boot:1");

        await using var facade = new CloudflareFacade(FacadeFixture.OptionsFor(_state));
        await facade.StartAsync();

        Assert.False(bystander.HasExited);
    }

    /// <summary>Starts a facade as a process, deploys a counter that counts to 1, kills the process and answers what it had started.</summary>
    private async Task<IReadOnlyList<int>> CrashWithACounterAsync(bool endWithParent)
    {
        await using var parent = ChildProcess.Start("dotnet", [typeof(OrphanTests).Assembly.Location, _state, endWithParent.ToString()]);
        var ready = (await parent.WaitForLineAsync(line => line.StartsWith("ready ", StringComparison.Ordinal))).Split(' ');
        using var api = new HttpClient { BaseAddress = new Uri(ready[1] + "/") };
        api.DefaultRequestHeaders.Authorization = new("Bearer", FacadeFixture.Token);
        using var uploaded = await api.PutAsync($"{CloudflareClient.AccountScripts}/counter", Worker.Counter().ToContent());
        uploaded.EnsureSuccessStatusCode();
        Assert.Equal("1", await api.GetStringAsync(new Uri(new Uri(ready[1]), "/__scripts/counter/")));
        var processes = Processes.Noted(_state);
        await parent.CrashAsync();
        return processes;
    }
}
