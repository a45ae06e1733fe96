using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Webhost.Core.Costs;
using Webhost.Providers.AgentCore.Building;

namespace Webhost.Providers.AgentCore;

/// <summary>Checks the section <c>AgentCore</c> at the start and names every key that is missing or malformed.</summary>
internal sealed partial class AgentCoreOptionsCheck(PriceTables prices) : IValidateOptions<AgentCoreOptions>
{
    private const int MaximumVpcEntries = 16;
    private static readonly TimeSpan ShortestSession = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(8);

    public ValidateOptionsResult Validate(string? name, AgentCoreOptions options)
    {
        var problems = new List<string>();
        Require(RegionPattern().IsMatch(options.Region), nameof(options.Region), "an AWS region such as us-east-1", problems);
        Require(AccountPattern().IsMatch(options.AccountId), nameof(options.AccountId), "the 12 digits of the AWS account", problems);
        Require(RolePattern().IsMatch(options.ExecutionRoleArn), nameof(options.ExecutionRoleArn), "the ARN of the role that agents run with", problems);
        Require(BucketPattern().IsMatch(options.Bucket), nameof(options.Bucket), "the name of an S3 bucket", problems);
        Require(!options.KeyPrefix.StartsWith('/') && (options.KeyPrefix.Length == 0 || options.KeyPrefix.EndsWith('/')), nameof(options.KeyPrefix), "a prefix of keys that ends with '/'", problems);
        Require(options.AccessKeyId.Length > 0 == options.SecretAccessKey.Length > 0, nameof(options.SecretAccessKey), "there with AccessKeyId, or absent with it", problems);
        Require(options.AssumeRoleArn.Length == 0 || RolePattern().IsMatch(options.AssumeRoleArn), nameof(options.AssumeRoleArn), "the ARN of a role, or absent", problems);
        Require(options.ExternalId.Length == 0 || options.AssumeRoleArn.Length > 0, nameof(options.ExternalId), "absent when there is no AssumeRoleArn", problems);
        RequireUrl(options.ServiceUrl, nameof(options.ServiceUrl), problems);
        RequireUrl(options.S3ServiceUrl, nameof(options.S3ServiceUrl), problems);
        RequireUrl(options.StsServiceUrl, nameof(options.StsServiceUrl), problems);
        Require(options.PlatformVersion is "V1" or "V2", nameof(options.PlatformVersion), "V1 or V2", problems);
        Require(CodeRuntime.IsPython(options.DefaultPython), nameof(options.DefaultPython), $"one of {string.Join(", ", CodeRuntime.Pythons)}", problems);
        Require(CodeArchitecture.IsKnown(options.Architecture), nameof(options.Architecture), "arm64 or x86_64", problems);
        Require(options.SubnetIds.Count > 0 == options.SecurityGroupIds.Count > 0, nameof(options.SecurityGroups), "there with Subnets, or absent with them", problems);
        Require(options.SubnetIds.Count <= MaximumVpcEntries, nameof(options.Subnets), $"at most {MaximumVpcEntries} subnets", problems);
        Require(options.SecurityGroupIds.Count <= MaximumVpcEntries, nameof(options.SecurityGroups), $"at most {MaximumVpcEntries} security groups", problems);
        Require(IsSession(options.SessionIdleTimeout), nameof(options.SessionIdleTimeout), "a time from 00:01:00 to 08:00:00", problems);
        Require(IsSession(options.SessionLifetime) && options.SessionLifetime >= options.SessionIdleTimeout, nameof(options.SessionLifetime), "a time from 00:01:00 to 08:00:00, not shorter than SessionIdleTimeout", problems);
        RequirePositive(options.MaximumInvocation, nameof(options.MaximumInvocation), problems);
        RequirePositive(options.ApiTimeout, nameof(options.ApiTimeout), problems);
        RequirePositive(options.ReadyTimeout, nameof(options.ReadyTimeout), problems);
        RequirePositive(options.InvokePatience, nameof(options.InvokePatience), problems);
        Require(options.ApiRetries is >= 0 and <= 20, nameof(options.ApiRetries), "a number from 0 to 20", problems);
        Require(options.MaximumOutputBytes > 0, nameof(options.MaximumOutputBytes), "a number above 0", problems);
        if (prices.Of(AgentCoreRuntimeProvider.Name).Count == 0)
        {
            problems.Add("Prices__agentcore__0 is missing, and agents on AgentCore cost money");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail($"The runtime AgentCore is not set up: {string.Join("; ", problems)}.");
    }

    private static bool IsSession(TimeSpan time) => time >= ShortestSession && time <= LongestSession && time.Ticks % TimeSpan.TicksPerSecond == 0;

    private static void RequireUrl(string value, string key, List<string> problems) =>
        Require(value.Length == 0 || (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"), key, "an address that begins with https:// or http://, or absent", problems);

    private static void RequirePositive(TimeSpan value, string key, List<string> problems) => Require(value > TimeSpan.Zero, key, "a time above 0, such as 00:01:00", problems);

    private static void Require(bool holds, string key, string wanted, List<string> problems)
    {
        if (!holds)
        {
            problems.Add($"{AgentCoreOptions.Section}__{key} must be {wanted}");
        }
    }

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionPattern();

    [GeneratedRegex("^[0-9]{12}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountPattern();

    [GeneratedRegex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RolePattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BucketPattern();
}
