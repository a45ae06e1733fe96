using System.Text.Json;
using Webhost.Contracts.Errors;
using Webhost.Contracts.Invocation;
using Webhost.Core.Invocation;

namespace Webhost.Core.Tests.Invocation;

public sealed class InvocationCheckTests
{
    private static readonly InvocationOptions Bounds = new() { MaximumBodyBytes = 1 << 20, MaximumMessages = 3, MaximumMessageCharacters = 10, Timeout = TimeSpan.FromSeconds(30), LongestInOnePiece = TimeSpan.FromSeconds(220) };

    [Fact]
    public void A_prompt_becomes_a_message_of_the_user()
    {
        var message = Assert.Single(InvocationCheck.Check(new InvokeRequest { Input = new InvokeInput { Prompt = "hi" } }, Bounds, Bounds.Timeout, []));

        Assert.Equal(("user", "hi"), (message.Role, message.Content));
    }

    [Fact]
    public void All_problems_are_found_at_once()
    {
        var problems = ProblemsOf(new InvokeRequest
        {
            Input = new InvokeInput { Messages = [new Message { Role = "wizard", Content = "x" }, new Message { Role = "user" }, new Message { Role = "user", Content = new string('x', 11) }, new Message { Role = "user", Content = "x" }] },
            SessionId = "no spaces",
            Options = new InvokeOptions { MaxSteps = 0, Temperature = double.NaN, TimeoutMs = 30_001 },
            Metadata = JsonDocument.Parse("[]").RootElement,
        });

        Assert.Equal(
            ["sessionId", "options.maxSteps", "options.temperature", "options.timeoutMs", "metadata", "input.messages", "input.messages[0].role", "input.messages[1].content", "input.messages[2].content"],
            problems.Select(problem => problem.Path));
    }

    [Fact]
    public void A_tool_has_a_name() => Assert.Equal(
        ["options.toolPolicy.allow[1]", "options.toolPolicy.deny[0]"],
        ProblemsOf(new InvokeRequest
        {
            Input = new InvokeInput { Prompt = "hi" },
            Options = new InvokeOptions { ToolPolicy = new ToolPolicy { Allow = ["search", null!, null!], Deny = [null!] } },
        }).Select(problem => problem.Path));

    [Theory]
    [InlineData("""{"note":"\ud83d"}""", false)]
    [InlineData("""{"\uDE00":[{"deep":1}]}""", false)]
    [InlineData("""{"note":"\ud83d\ude00","other":"\\ud83d"}""", true)]
    public void A_text_of_the_metadata_holds_whole_characters(string metadata, bool valid) => Assert.Equal(
        valid ? [] : ["metadata"],
        ProblemsOf(new InvokeRequest { Input = new InvokeInput { Prompt = "hi" }, Metadata = JsonDocument.Parse(metadata).RootElement }).Select(problem => problem.Path));

    [Theory]
    [InlineData(null, false)]
    [InlineData("both", true)]
    public void Exactly_one_of_prompt_and_messages_is_given(string? prompt, bool messages) => Assert.Equal(
        "input",
        Assert.Single(ProblemsOf(new InvokeRequest { Input = new InvokeInput { Prompt = prompt, Messages = messages ? [new Message { Role = "user", Content = "x" }] : null } })).Path);

    [Theory]
    [InlineData("a", true)]
    [InlineData("user:42_x.y-z", true)]
    [InlineData("", false)]
    [InlineData("a\n", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("..a", true)]
    public void A_session_id_is_a_short_plain_word(string id, bool valid) => Assert.Equal(valid, InvocationCheck.IsSessionId(id));

    [Fact]
    public void A_session_id_has_at_most_128_characters()
    {
        Assert.True(InvocationCheck.IsSessionId(new string('x', 128)));
        Assert.False(InvocationCheck.IsSessionId(new string('x', 129)));
    }

    private static List<Problem> ProblemsOf(InvokeRequest request)
    {
        var problems = new List<Problem>();
        InvocationCheck.Check(request, Bounds, Bounds.Timeout, problems);
        return problems;
    }
}
