using Microsoft.AspNetCore.Http;
using Webhost.Core.Results;
using Webhost.Functions.Http;

namespace Webhost.Conventions.Tests.Documents;

/// <summary>Failures are answered as docs/errors.md says.</summary>
public sealed class FailureAnswerTests
{
    [Theory]
    [InlineData(true, "5")]
    [InlineData(false, "")]
    public async Task What_is_away_for_a_while_is_answered_with_when_to_ask_again(bool passes, string retryAfter)
    {
        var context = new DefaultHttpContext();

        await Api.Failed(new Failure.Unavailable("The identity provider can't be reached.", Transient: passes)).ExecuteAsync(context);

        Assert.Equal((503, retryAfter), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
    }
}
