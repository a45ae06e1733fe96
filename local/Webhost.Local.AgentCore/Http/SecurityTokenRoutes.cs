using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using Webhost.Local.AgentCore.Signing;

namespace Webhost.Local.AgentCore.Http;

/// <summary>What taking another account's role needs of the Security Token Service. An agent's role may take none: it would be the account.</summary>
internal sealed class SecurityTokenRoutes(Credentials credentials, string accountId, TimeProvider time)
{
    private const int LeastSeconds = 900;
    private const int MostSeconds = 43_200;
    private const int UsualSeconds = 3600;
    private const int LongestExternalId = 1224;
    private const string ExternalIdMarks = "_+=,.@:/-";
    private static readonly XNamespace Xml = "https://sts.amazonaws.com/doc/2011-06-15/";

    public async Task ServeAsync(HttpContext context, Caller caller)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        switch (form["Action"].ToString())
        {
            case "AssumeRole":
                if (caller.SessionOf is not null)
                    throw new AwsException(403, "AccessDenied", "The role of an agent is not authorized to perform: sts:AssumeRole");
                await AssumeAsync(context, form);
                return;
            case "GetCallerIdentity":
                await Answers.XmlAsync(context, 200, new XElement(Xml + "GetCallerIdentityResponse", new XElement(
                    Xml + "GetCallerIdentityResult",
                    new XElement(Xml + "Arn", caller.SessionOf is { } runtime ? $"arn:aws:sts::{accountId}:assumed-role/agents/{runtime}" : $"arn:aws:iam::{accountId}:user/webhost"),
                    new XElement(Xml + "UserId", caller.SessionOf is { } agent ? $"AROALOCAL:{agent}" : "AIDALOCAL"),
                    new XElement(Xml + "Account", accountId))));
                return;
            default:
                throw new AwsException(400, "InvalidAction", "Could not find operation for this version.");
        }
    }

    private Task AssumeAsync(HttpContext context, IFormCollection form)
    {
        var (role, name) = (form["RoleArn"].ToString(), form["RoleSessionName"].ToString());
        if (!role.StartsWith("arn:aws:iam::", StringComparison.Ordinal) || !role.Contains(":role/", StringComparison.Ordinal) || name.Length is < 2 or > 64)
            throw new AwsException(400, "ValidationError", "RoleArn must be the ARN of a role, and RoleSessionName have from 2 to 64 characters.");
        var seconds = int.TryParse(form["DurationSeconds"], out var given) ? Math.Clamp(given, LeastSeconds, MostSeconds) : UsualSeconds;
        // Whose trust asks for which one is not known here; one that no trust could ask for is refused as there.
        if (form["ExternalId"].ToString() is { Length: > 0 } externalId && (externalId.Length is < 2 or > LongestExternalId || !externalId.All(letter => char.IsAsciiLetterOrDigit(letter) || ExternalIdMarks.Contains(letter, StringComparison.Ordinal))))
            throw new AwsException(400, "ValidationError", $"ExternalId must have from 2 to {LongestExternalId} letters, digits and characters of {ExternalIdMarks}.");
        var expires = time.GetUtcNow().ToUnixTimeSeconds() + seconds;
        var issued = credentials.Assume(expires);
        return Answers.XmlAsync(context, 200, new XElement(Xml + "AssumeRoleResponse", new XElement(
            Xml + "AssumeRoleResult",
            new XElement(
                Xml + "Credentials",
                new XElement(Xml + "AccessKeyId", issued.AccessKeyId),
                new XElement(Xml + "SecretAccessKey", issued.SecretAccessKey),
                new XElement(Xml + "SessionToken", issued.SessionToken),
                new XElement(Xml + "Expiration", DateTimeOffset.FromUnixTimeSeconds(expires).UtcDateTime)),
            new XElement(Xml + "AssumedRoleUser", new XElement(Xml + "Arn", $"{role.Replace(":iam:", ":sts:", StringComparison.Ordinal).Replace(":role/", ":assumed-role/", StringComparison.Ordinal)}/{name}"), new XElement(Xml + "AssumedRoleId", $"AROALOCAL:{name}")))));
    }
}
