using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Webhost.Core.Tests.Telemetry;

/// <summary>Writes and signs reports as a workload does.</summary>
internal static class Report
{
    public static string Of(DateTimeOffset sentAt, params IEnumerable<string> events) => $$"""{"sentAt":"{{Time(sentAt)}}","events":[{{string.Join(',', events)}}]}""";

    public static string Event(string id, DateTimeOffset at, string more = "\"llmTokens\":10,\"computeMs\":5") => $$"""{"eventId":"{{id}}","timestamp":"{{Time(at)}}","requests":1,{{more}}}""";

    public static string Sign(string body, string secret) => Sign(Encoding.UTF8.GetBytes(body), secret);

    public static string Sign(byte[] body, string secret) => $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    public static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
