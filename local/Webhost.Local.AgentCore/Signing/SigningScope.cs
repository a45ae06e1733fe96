namespace Webhost.Local.AgentCore.Signing;

/// <summary>What a request claims to be signed with: <c>{key}/{date}/{region}/{service}/aws4_request</c>.</summary>
internal sealed record SigningScope(string AccessKeyId, string Date, string Region, string Service)
{
    public string Text => $"{Date}/{Region}/{Service}/aws4_request";

    public static SigningScope? Parse(string credential)
    {
        var parts = credential.Split('/');
        return parts is [var key, var date, var region, var service, "aws4_request"] ? new SigningScope(key, date, region, service) : null;
    }
}
