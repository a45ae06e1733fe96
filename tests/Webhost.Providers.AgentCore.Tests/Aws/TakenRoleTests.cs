using System.Net;
using System.Text;
using Webhost.Providers.AgentCore.Tests.Fakes;

namespace Webhost.Providers.AgentCore.Tests.Aws;

public sealed class TakenRoleTests
{
    [Fact]
    public async Task Calls_are_signed_with_the_role_that_was_taken_on_and_it_is_taken_on_once()
    {
        await using var runtime = new TestRuntime(
            ("AgentCore:AssumeRoleArn", "arn:aws:iam::210987654321:role/webhost"),
            ("AgentCore:ExternalId", "an external id"),
            ("AgentCore:StsServiceUrl", "http://aws.test"));
        runtime.Aws.Interfere = operation => operation is "S3POST"
            ? new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(
                    "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials><AccessKeyId>ASIATAKEN</AccessKeyId><SecretAccessKey>taken-secret</SecretAccessKey>"
                    + "<SessionToken>taken-token</SessionToken><Expiration>2126-11-28T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
                    Encoding.UTF8,
                    "text/xml"),
            }
            : null;
        HttpRequestMessage? sent = null;
        runtime.Aws.Invoke = (request, _) =>
        {
            sent = request;
            return Task.FromResult(FakeAws.Json(HttpStatusCode.OK, "\"hello\""));
        };

        await runtime.Provider.HealthcheckAsync(CancellationToken.None);
        await runtime.Provider.InvokeAsync(TestRuntime.Invocation(), CancellationToken.None);

        var body = Assert.Single(runtime.Aws.Calls, call => call.Operation is "S3POST").Body;
        Assert.Contains("Action=AssumeRole", body, StringComparison.Ordinal);
        Assert.Contains("ExternalId=an%20external%20id", body, StringComparison.Ordinal);
        Assert.Contains("Credential=ASIATAKEN/", sent!.Headers.GetValues("Authorization").Single(), StringComparison.Ordinal);
        Assert.Equal("taken-token", sent.Headers.GetValues("X-Amz-Security-Token").Single());
    }
}
