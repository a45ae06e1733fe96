using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Webhost.Core.Artifacts;
using Webhost.Core.Costs;
using Webhost.Core.Providers;
using Webhost.Providers.AgentCore.Tests.Fakes;

namespace Webhost.Providers.AgentCore.Tests;

public sealed class AgentCoreRegistrationTests
{
    [Fact]
    public void Without_its_section_the_runtime_is_off()
    {
        using var services = Build(new Dictionary<string, string?>(StringComparer.Ordinal));

        Assert.Null(services.GetService<IRuntimeProvider>());
    }

    [Fact]
    public async Task A_single_file_may_be_as_large_as_all_of_them()
    {
        await using var runtime = new TestRuntime();

        var limits = ArchiveLimits.Of(runtime.Provider.Capabilities);

        Assert.Equal((750L * 1024 * 1024, 750L * 1024 * 1024), (limits.MaximumFileBytes, limits.MaximumUnpackedBytes));
    }

    [Theory]
    [InlineData("Region", "here")]
    [InlineData("AccountId", "12")]
    [InlineData("ExecutionRoleArn", "role")]
    [InlineData("Bucket", "")]
    [InlineData("SecretAccessKey", "")]
    [InlineData("AssumeRoleArn", "role")]
    [InlineData("ExternalId", "without a role")]
    [InlineData("ServiceUrl", "nowhere")]
    [InlineData("PlatformVersion", "V3")]
    [InlineData("DefaultPython", "PYTHON_2_7")]
    [InlineData("Architecture", "riscv64")]
    [InlineData("Subnets", "subnet-1")]
    [InlineData("SessionIdleTimeout", "00:00:30")]
    [InlineData("SessionLifetime", "00:05:00")]
    [InlineData("ApiRetries", "-1")]
    public void A_wrong_setting_stops_the_start_and_is_named(string key, string value)
    {
        var settings = new Dictionary<string, string?>(TestRuntime.Settings, StringComparer.Ordinal) { [$"AgentCore:{key}"] = value };
        using var services = Build(settings);

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AgentCoreOptions>>().Value);

        Assert.Contains($"AgentCore__{(key is "Subnets" ? "SecurityGroups" : key)} must be", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_prices_the_start_is_stopped()
    {
        using var services = Build(TestRuntime.Settings.Where(setting => !setting.Key.StartsWith("Prices", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal));

        Assert.Contains("Prices__agentcore", Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<AgentCoreOptions>>().Value).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wh_0123abcd_agt_0123456789abcdef0123456789abcdef", true)]
    [InlineData("arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/wh_0123abcd_agt_0123456789abcdef0123456789abcdef-Ab3dEf7hIj", true)]
    [InlineData("somebody-elses-runtime", false)]
    public void What_AWS_bills_is_attributed_to_its_agent(string resource, bool known)
    {
        using var services = Build(TestRuntime.Settings);

        var agent = Assert.Single(services.GetServices<IBilledResources>()).AgentOf(resource);

        Assert.Equal(known ? "agt_0123456789abcdef0123456789abcdef" : null, agent);
    }

    private static ServiceProvider Build(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAgentCoreRuntime(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }
}
