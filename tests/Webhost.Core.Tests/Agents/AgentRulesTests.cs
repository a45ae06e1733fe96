using Webhost.Contracts.Errors;
using Webhost.Core.Agents;

namespace Webhost.Core.Tests.Agents;

public sealed class AgentRulesTests
{
    [Theory]
    [InlineData("echo", true)]
    [InlineData("My agent 2", true)]
    [InlineData("a.b-c_d", true)]
    [InlineData("", false)]
    [InlineData(" echo", false)]
    [InlineData("echo ", false)]
    [InlineData("two  spaces", false)]
    [InlineData("echo\n", false)]
    [InlineData("-echo", false)]
    [InlineData("écho", false)]
    [InlineData("a/b", false)]
    public void A_name_is_plain_words(string name, bool valid) => Assert.Equal(valid, Problems(problems => AgentRules.CheckName(name, problems)).Count == 0);

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.Empty(Problems(problems => AgentRules.CheckName(new string('x', 64), problems)));
        Assert.NotEmpty(Problems(problems => AgentRules.CheckName(new string('x', 65), problems)));
    }

    [Theory]
    [InlineData("OPENAI_API_KEY", true)]
    [InlineData("_x", true)]
    [InlineData("9LIVES", false)]
    [InlineData("A-B", false)]
    [InlineData("KEY\n", false)]
    [InlineData("WEBHOST_SESSION", false)]
    [InlineData("webhost_session", false)]
    [InlineData("TELEMETRY_SECRET", false)]
    [InlineData(null, false)]
    public void A_variable_is_named_plainly_and_not_like_the_platforms_own(string? key, bool valid) => Assert.Equal(valid, AgentRules.CheckKey(key) is null);

    [Fact]
    public void Each_wrong_variable_is_named()
    {
        var env = new Dictionary<string, string>(StringComparer.Ordinal) { ["GOOD"] = "x", ["BAD KEY"] = "x", ["NOTHING"] = null! };

        Assert.Equal(["envVarKeys[1]", "env.BAD KEY", "env.NOTHING"], Problems(problems => AgentRules.CheckVariables(["OK", "no good"], env, problems)).Select(problem => problem.Path));
    }

    [Fact]
    public void Variables_are_bounded_in_number_and_size()
    {
        var many = Enumerable.Range(0, 101).ToDictionary(number => $"K{number}", _ => "x", StringComparer.Ordinal);
        var large = new Dictionary<string, string>(StringComparer.Ordinal) { ["K"] = new string('é', 12 * 1024) };

        Assert.Equal("envVarKeys", Assert.Single(Problems(problems => AgentRules.CheckVariables(null, many, problems))).Path);
        Assert.Equal("env", Assert.Single(Problems(problems => AgentRules.CheckVariables(null, large, problems))).Path);
    }

    private static List<Problem> Problems(Action<List<Problem>> check)
    {
        var problems = new List<Problem>();
        check(problems);
        return problems;
    }
}
